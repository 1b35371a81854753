//! An outside body whose system hangs, or not: then it takes connections and requests, and answers nothing; else it closes
//! every connection at once.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use agency::{Agency, Matter, Referral};
use chrono::Utc;
use domain::case::{Complexity, Risk};
use domain::id::UnitId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::agencies::{AgencyConfig, HttpConfig, demo, without_layers};
use crate::failure::Failure;
use crate::installation::Config;

/// The unit that hangs.
pub(crate) const UNIT: &str = "court";

/// A body that hangs, and everything that hangs on it. It ends with this value.
pub(crate) struct Hanging {
    entry: AgencyConfig,
    address: SocketAddr,
    hangs: watch::Sender<bool>,
    _taken: JoinSet<()>,
}

impl Hanging {
    /// Begins to listen, and stands in the configuration as any other body.
    pub(crate) async fn configured(config: &mut Config) -> Result<Self, Failure> {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listen = |source| Failure::Listen { address: any, source };
        let listener = TcpListener::bind(any).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        engine::private::create_folder(&config.folder).map_err(Failure::file(&config.folder))?;
        let entry = entry(config, address)?;
        config.agencies = vec![entry.clone()];
        let (hangs, told) = watch::channel(false);
        let mut taken = JoinSet::new();
        _ = taken.spawn(take(listener, told));
        Ok(Self { entry, address, hangs, _taken: taken })
    }

    /// Hangs from now on, or not any more.
    pub(crate) fn hang(&self, hangs: bool) {
        _ = self.hangs.send_replace(hangs);
    }

    /// So many requests to it under way at all times, whatever the limits of the configuration, and as many from it to our
    /// address for reports that never end. All of it stops with the value.
    pub(crate) fn connections(
        &self,
        config: &Config,
        (count, ours): (usize, SocketAddr),
    ) -> Result<JoinSet<()>, Failure> {
        let agency = without_layers(&self.entry, config)?;
        let mut connections = JoinSet::new();
        for _ in 0..count {
            _ = connections.spawn(ask_for_ever(Arc::clone(&agency)));
            _ = connections.spawn(report_for_ever(ours));
        }
        Ok(connections)
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }
}

fn entry(config: &Config, address: SocketAddr) -> Result<AgencyConfig, Failure> {
    let key = |name: &str| demo::key_file(&config.folder.join(name));
    let http = HttpConfig {
        url: format!("http://{address}"),
        networks: vec![std::net::IpAddr::from(Ipv4Addr::LOCALHOST).into()],
        for_trial: true,
        sign: vec![key("bench.ours")?],
        verify: vec![key("bench.theirs")?],
        certificates: None,
    };
    Ok(AgencyConfig {
        unit: UNIT.to_owned(),
        kind: "court".to_owned(),
        poll_seconds: NonZeroU32::MIN,
        calls: NonZeroU32::MIN.saturating_add(7),
        http: Some(http),
        files: None,
    })
}

/// While it hangs, reads whatever comes, so that nothing fills up, and answers nothing.
async fn take(listener: TcpListener, hangs: watch::Receiver<bool>) {
    let mut open = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut hangs = hangs.clone();
        _ = open.spawn(async move {
            let mut buffer = [0; 4096];
            let read =
                async { while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {} };
            tokio::select! {
                () = read => {}
                _ = hangs.wait_for(|hangs| !hangs) => {}
            }
        });
        while open.try_join_next().is_some() {}
    }
}

/// Hands a case over that never arrives, again as soon as nobody waits any more.
async fn ask_for_ever(agency: Arc<dyn Agency>) {
    let matter = Matter {
        workflow: "dispute".into(),
        category: "0201".into(),
        place: "421281001".into(),
        complexity: Complexity::General,
        risk: Risk::Low,
        due: None,
    };
    loop {
        let id = uuid::Uuid::now_v7();
        let unit = UnitId::from(UNIT);
        let case_number = "bench".to_owned();
        let matter = matter.clone();
        _ = agency.submit(&Referral { id, case_number, unit, matter, at: Utc::now() }).await;
    }
}

/// Begins a report and does not end it, again as soon as our server gives the connection up.
async fn report_for_ever(ours: SocketAddr) {
    let head = format!(
        "POST /agencies/{UNIT}/reports HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         content-length: 1000\r\n\r\n{{"
    );
    loop {
        if let Ok(mut stream) = TcpStream::connect(ours).await {
            _ = stream.write_all(head.as_bytes()).await;
            _ = stream.read(&mut [0; 512]).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
