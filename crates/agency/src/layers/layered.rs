//! An agency with a layer around it.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::capability::Capability;
use crate::contract::{Agency, Page, Push};
use crate::error::{AgencyError, Refused};
use crate::message::{Amendment, ForeignNumber, Receipt, Referral, Report};

/// Which method of an agency is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// [`Agency::submit`].
    Submit,
    /// [`Agency::amend`].
    Amend,
    /// [`Agency::receive`].
    Receive,
    /// [`Agency::poll`].
    Poll,
    /// [`Agency::inquire`].
    Inquire,
}

impl Method {
    /// The name in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Amend => "amend",
            Self::Receive => "receive",
            Self::Poll => "poll",
            Self::Inquire => "inquire",
        }
    }
}

/// Something around the calls of an agency.
pub trait Layer: Debug + Send + Sync + 'static {
    /// Makes the call, or does not.
    ///
    /// Afterwards: the call was made at most once, and what is given back is its own answer or an error of the layer.
    fn around<T: Send>(
        &self,
        method: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> impl Future<Output = Result<T, AgencyError>> + Send;

    /// The same for what was pushed, which nobody waits for. A layer that cares about waiting leaves it alone.
    ///
    /// # Errors
    ///
    /// Those of the call.
    fn around_receive(
        &self,
        call: impl FnOnce() -> Result<Vec<Report>, Refused>,
    ) -> Result<Vec<Report>, Refused> {
        call()
    }
}

/// An agency with a layer around it. It can do what the agency can.
#[derive(Debug)]
pub struct Layered<L> {
    layer: L,
    inner: Arc<dyn Agency>,
}

impl<L: Layer> Layered<L> {
    /// Puts the layer around.
    pub fn around(inner: Arc<dyn Agency>, layer: L) -> Arc<dyn Agency> {
        Arc::new(Self { layer, inner })
    }
}

#[async_trait]
impl<L: Layer> Agency for Layered<L> {
    fn capability(&self) -> Capability {
        self.inner.capability()
    }

    async fn submit(&self, referral: &Referral) -> Result<Receipt, AgencyError> {
        self.layer.around(Method::Submit, self.inner.submit(referral)).await
    }

    async fn amend(&self, amendment: &Amendment) -> Result<(), AgencyError> {
        self.layer.around(Method::Amend, self.inner.amend(amendment)).await
    }

    fn receive(&self, push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        self.layer.around_receive(|| self.inner.receive(push))
    }

    async fn poll(&self, cursor: Option<&str>) -> Result<Page, AgencyError> {
        self.layer.around(Method::Poll, self.inner.poll(cursor)).await
    }

    async fn inquire(&self, number: &ForeignNumber) -> Result<Report, AgencyError> {
        self.layer.around(Method::Inquire, self.inner.inquire(number)).await
    }
}
