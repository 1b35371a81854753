//! Limits on the command line and in CSV files.

use domain::clock::{DayEnd, Length, Rule};

use crate::args::RuleArguments;
use crate::failure::Failure;
use crate::moment;

/// A length as it is written in definitions.
pub(crate) fn length(text: &str) -> Result<Length, Failure> {
    text.parse().map_err(|error: domain::clock::LengthError| {
        Failure::usage(
            format!(
                "“{text}”不是期限：请写作 5 work_day；单位有 hour、work_hour、calendar_day、work_day、month"
            ),
            error.to_string(),
        )
    })
}

/// The rule of a limit. Hours end at their hour; days and months move off rest days unless told otherwise
/// (民法典 art. 203).
pub(crate) fn rule(length: Length, arguments: RuleArguments) -> Rule {
    Rule {
        length,
        rolls: !arguments.no_roll && !moment::counts_hours(length.unit),
        day_end: if arguments.close { DayEnd::Close } else { DayEnd::Midnight },
    }
}
