//! Whoever runs an installation. They hold the database anyway, and must be able to say of every record whether it is
//! whole; no account, role or request leads here.

/// The permission to read records regardless of who may see their cases. Asked for by the reads that examine and copy an
/// installation, so that a handler cannot come by them unnoticed.
#[derive(Clone, Copy, Debug)]
pub struct Operator(());

impl Operator {
    /// For a program that was started where the installation is, with the rights to its database: the command line, and
    /// tests that stand for it. Nothing that answers somebody else may call this.
    pub const fn of_this_installation() -> Self {
        Self(())
    }
}
