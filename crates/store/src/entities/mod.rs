//! The tables that queries are built on, as sea-orm models and nothing else.

macro_rules! table {
    ($(#[$doc:meta])* $module:ident, $name:literal, { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub(crate) struct Model {
                $($(#[$meta])* pub(crate) $field: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(
    /// Cases.
    cases, "cases", {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        number: String,
        version: i64,
        workflow: String,
        workflow_version: i32,
        state: String,
        stage: String,
        ended: Option<String>,
        open: i32,
        filed_at: i64,
        changed_at: i64,
        due_at: i64,
        yellow_at: i64,
        red_at: i64,
        ended_at: Option<i64>,
        category: String,
        place: String,
        complexity: String,
        risk: String,
        secrecy: String,
        restricted: i32,
        center: String,
        lead: Option<String>,
        delegate: Option<String>,
        handler: Option<String>,
        head: Vec<u8>,
        body: String,
    }
);

table!(
    /// For whom a case does not exist.
    case_walls, "case_walls", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        subject: String,
    }
);

table!(
    /// Who has a part in a case beside its lead.
    case_parts, "case_parts", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        subject: String,
    }
);

table!(
    /// What a supervisor asks of open cases.
    case_marks, "case_marks", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        mark: String,
        #[sea_orm(primary_key, auto_increment = false)]
        at: i64,
    }
);

table!(
    /// Whose time a case was.
    case_times, "case_times", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        holder: String,
        #[sea_orm(primary_key, auto_increment = false)]
        source: String,
        spent: i64,
        since: Option<i64>,
    }
);

table!(
    /// When and how a case ended.
    case_ends, "case_ends", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        ended_at: i64,
        solved: Option<String>,
    }
);

table!(
    /// What cases are about, in words.
    complaints, "complaints", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        title: String,
        address: String,
        longitude: Option<f64>,
        latitude: Option<f64>,
        channel: String,
        source: Option<String>,
        source_id: Option<String>,
    }
);

table!(
    /// The log.
    events, "events", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        seq: i64,
        at: i64,
        body: String,
        hash: Vec<u8>,
    }
);

table!(
    /// Words that people wrote.
    texts, "texts", {
        #[sea_orm(primary_key, auto_increment = false)]
        case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        words: Option<String>,
        salt: Option<Vec<u8>>,
        erased_at: Option<i64>,
    }
);
