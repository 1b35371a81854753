//! `bihuan serve`: the API and the workers, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use engine::workers::Workers;
use server::{ServerOptions, State};
use tokio::net::TcpListener;

use crate::args::ServeArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{
    Config, Installation, block_on, claim, files, log, prepare, told_to_stop,
};
use crate::output::Output;

pub(crate) fn run(
    arguments: &ServeArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mut config = Config::read(&arguments.installation)?;
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    block_on(async {
        let listener = listen(config.listen).await?;
        prepare(&config)?;
        let _claimed = claim(&config)?;
        let installation = Installation::open(config, data, output).await?;
        serve(installation, listener, output, |_| Ok(())).await
    })
}

/// Takes the address, before anything is opened or made for a server that could not be reached.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|source| Failure::Listen { address, source })
}

/// Serves an open installation until the process is told to stop; then requests under way and workers end what they do.
pub(crate) async fn serve(
    installation: Installation,
    listener: TcpListener,
    output: Output,
    announce: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<Answer, Failure> {
    log();
    let address = installation.config.listen;
    let failed = |source| Failure::Listen { address, source };
    let address = listener.local_addr().map_err(failed)?;
    let url = format!("http://{address}");
    let public = match installation.config.public_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let options = ServerOptions {
        files: files(&installation.config),
        center: installation.config.center.as_str().into(),
        public_url: installation.config.public_url().unwrap_or_else(|| url.clone()),
        staff_url: installation.config.staff_url().unwrap_or_else(|| url.clone()),
        telephone: installation.config.telephone.clone(),
        jurisdiction: installation.config.jurisdiction.clone(),
        second_factor_for_administrators: installation.config.second_factor_for_administrators,
    };
    let limits = installation.config.limits.into();
    let state = State::new(Arc::clone(&installation.engine), options).with_limits(limits);
    let state = state.with_proxies(installation.config.proxies());
    let state = state.with_fonts(installation.config.papers.fonts.clone());
    let workers = Workers::start(&installation.engine);
    output.line(output.choose(format!("正在服务：{url}"), format!("serving at {url}")))?;
    if let Some(listener) = &public {
        let address = listener.local_addr().map_err(failed)?;
        let (zh, en) = (
            format!("公众网站：http://{address}"),
            format!("the public site alone at http://{address}"),
        );
        output.line(output.choose(zh, en))?;
    }
    announce(&url)?;
    let served = server::serve(listener, public, state, told_to_stop()).await;
    workers.stop().await;
    installation.close().await;
    served.map_err(failed)?;
    Ok(Answer::Yes)
}
