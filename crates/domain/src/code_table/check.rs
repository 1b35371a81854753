//! What can be wrong with a code table and with the crosswalk between tables.

use super::{CodeTable, Codes, Crosswalk, CrosswalkRow, Scheme, Standing};
use crate::finding::{Finding, pointer};

impl CodeTable {
    /// All that is wrong with this table alone.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = self.check_head();
        for code in self.codes.keys() {
            findings.extend(self.check_code(code));
        }
        findings
    }

    fn check_head(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.id.is_empty() || self.name.is_incomplete() {
            findings.push(Finding::error(
                "table-unnamed",
                "/name",
                "代码表缺少标识或中英文名称",
                "the table lacks its id or its name in one language",
            ));
        }
        if self.source.is_incomplete() {
            findings.push(Finding::error(
                "table-source-missing",
                "/source",
                "代码表未注明来源",
                "the table does not name its source",
            ));
        }
        if self.codes.is_empty() {
            findings.push(Finding::error(
                "table-empty",
                "/codes",
                "代码表没有代码",
                "the table holds no codes",
            ));
        }
        if self.standing == Standing::Local && self.prefix.is_empty() {
            findings.push(Finding::error(
                "table-local-without-prefix",
                "/prefix",
                "本地代码表须有字母前缀，以免与标准代码混淆",
                "a local table needs a letter as prefix, or its codes pass for those of a standard",
            ));
        }
        findings
    }

    fn check_code(&self, code: &str) -> Option<Finding> {
        let at = pointer(["codes", code]);
        let Some(digits) = code.strip_prefix(self.prefix.as_str()).filter(|rest| is_number(rest))
        else {
            return Some(Finding::error(
                "code-malformed",
                at,
                format!("代码“{code}”应为前缀“{}”加数字", self.prefix),
                format!("`{code}` is not the prefix `{}` and digits", self.prefix),
            ));
        };
        if !self.widths.contains(&digits.len()) {
            return Some(Finding::error(
                "code-width",
                at,
                format!("代码“{code}”的位数不在{:?}之内", self.widths),
                format!("`{code}` has {} digits, not one of {:?}", digits.len(), self.widths),
            ));
        }
        self.check_names(code, digits.len(), at)
    }

    fn check_names(&self, code: &str, width: usize, at: String) -> Option<Finding> {
        let name = self.name_of(code)?;
        if name.is_incomplete() {
            return Some(Finding::error(
                "code-unnamed",
                at,
                format!("代码“{code}”缺少中文或英文名称"),
                format!("`{code}` lacks its name in one language"),
            ));
        }
        let above = self.parent_of(code);
        if above.is_none() && self.widths.first() != Some(&width) {
            return Some(Finding::error(
                "code-orphan",
                at,
                format!("代码“{code}”没有上级代码"),
                format!("`{code}` has no code above it"),
            ));
        }
        let twin =
            self.codes.iter().take_while(|(other, _)| *other != code).find(|(other, known)| {
                known.zh == name.zh && self.parent_of(other) == above && other.len() == code.len()
            });
        twin.map(|(other, _)| {
            Finding::error(
                "code-name-repeated",
                at,
                format!("“{code}”与“{other}”名称相同"),
                format!("`{code}` bears the same name as `{other}`"),
            )
        })
    }
}

impl Codes {
    /// All that is wrong with the tables and the crosswalk. Pointers begin with the table's id.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, table) in &self.tables {
            findings.extend(table.check().into_iter().map(|finding| under(id, finding)));
            if *id != table.id {
                findings.push(Finding::error(
                    "table-id-mismatch",
                    pointer([id.as_str(), "id"]),
                    format!("文件名“{id}”与标识“{}”不一致", table.id),
                    format!("the file is called `{id}`, the table `{}`", table.id),
                ));
            }
        }
        findings.extend(self.check_crosswalk());
        findings
    }

    fn check_crosswalk(&self) -> Vec<Finding> {
        let rows = self.crosswalk.rows.iter().enumerate();
        let mut findings: Vec<Finding> = rows
            .flat_map(|(index, row)| {
                Scheme::ALL.into_iter().flat_map(move |scheme| {
                    self.unknown_codes(row, scheme).map(move |code| unknown(index, scheme, code))
                })
            })
            .collect();
        findings.extend(check_rows(&self.crosswalk));
        findings
    }

    fn unknown_codes<'a>(
        &'a self,
        row: &'a CrosswalkRow,
        scheme: Scheme,
    ) -> impl Iterator<Item = &'a str> {
        let known = move |code: &str| {
            self.table(scheme).is_some_and(|table| table.codes.contains_key(code))
        };
        row.codes(scheme)
            .iter()
            .map(crate::id::CategoryCode::as_str)
            .filter(move |code| !known(code))
    }
}

fn check_rows(crosswalk: &Crosswalk) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, row) in crosswalk.rows.iter().enumerate() {
        let at = pointer(["crosswalk", "rows", &index.to_string(), "dispute"]);
        if row.dispute.is_empty() {
            findings.push(Finding::error(
                "crosswalk-row-empty",
                at,
                "对照行没有矛盾纠纷代码",
                "the row names no dispute category",
            ));
        } else if crosswalk
            .rows
            .iter()
            .take(index)
            .any(|other| !other.dispute.is_disjoint(&row.dispute))
        {
            findings.push(Finding::error(
                "crosswalk-row-repeated",
                at,
                "同一矛盾纠纷代码出现在两行",
                "a dispute category stands in two rows",
            ));
        }
    }
    findings
}

fn unknown(index: usize, scheme: Scheme, code: &str) -> Finding {
    Finding::error(
        "crosswalk-code-unknown",
        pointer(["crosswalk", "rows", &index.to_string(), scheme.as_str()]),
        format!("代码“{code}”不在代码表中"),
        format!("`{code}` stands in no table"),
    )
}

fn under(table: &str, finding: Finding) -> Finding {
    Finding { at: format!("{}{}", pointer([table]), finding.at), ..finding }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Bilingual;

    fn table(codes: &[(&str, &str)]) -> CodeTable {
        CodeTable {
            id: "sample".to_owned(),
            name: Bilingual::new("样表", "Sample"),
            standing: Standing::Standard,
            source: Bilingual::new("样本", "A sample"),
            widths: vec![2, 4],
            codes: codes
                .iter()
                .map(|(code, name)| ((*code).to_owned(), Bilingual::new(*name, *name)))
                .collect(),
            ..CodeTable::default()
        }
    }

    fn found(table: &CodeTable) -> Vec<&'static str> {
        table.check().into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_sound_table_has_no_findings() {
        assert_eq!(table(&[("01", "甲"), ("0101", "乙")]).check(), []);
    }

    #[test]
    fn every_defect_of_a_code_is_found_by_its_name() {
        let defects = table(&[
            ("01", "甲"),
            ("02", "甲"),
            ("0301", "乙"),
            ("1", "丙"),
            ("X1", "丁"),
            ("04", ""),
        ]);
        let names =
            ["code-name-repeated", "code-orphan", "code-width", "code-malformed", "code-unnamed"];
        assert_eq!(found(&defects), names);
    }

    #[test]
    fn a_local_table_must_keep_its_codes_apart() {
        let local = CodeTable { standing: Standing::Local, ..table(&[("01", "甲")]) };
        assert_eq!(found(&local), ["table-local-without-prefix"]);
    }

    #[test]
    fn a_table_without_name_source_and_codes_is_refused_for_each() {
        let bare = CodeTable { standing: Standing::Standard, ..CodeTable::default() };
        assert_eq!(found(&bare), ["table-unnamed", "table-source-missing", "table-empty"]);
    }
}
