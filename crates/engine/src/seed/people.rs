//! People who do not exist: names of a pattern that nobody bears, telephone numbers of one invented range.

use super::random::Random;
use crate::vault::Identity;

const SURNAMES: [&str; 16] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
];

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// Somebody who complains.
pub(super) fn complainant(random: &mut Random, address: &str) -> Identity {
    let group = 1 + random.below(9);
    let house = 1 + random.below(60);
    Identity {
        name: name(random),
        telephone: format!("1380000{:04}", random.below(10_000)),
        identity_number: String::new(),
        address: format!("{address}{group}组{house}号（演示）"),
    }
}

/// A name.
pub(super) fn name(random: &mut Random) -> String {
    format!("{}某{}{}", random.text(&SURNAMES), random.text(&STEMS), random.text(&STEMS))
}
