//! A Redis of our own on a free port of this machine, in a folder of its own: started, killed, started again, stopped.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use qujat::grant::store::{RedisSettings, RedisStore};

/// A server whose every write is on the disk before it is answered.
pub(crate) struct RedisServer {
    port: u16,
    folder: PathBuf,
    child: Mutex<Option<Child>>,
    arguments: &'static [&'static str],
}

impl RedisServer {
    /// Starts `redis-server`, or the program that `QUJAT_REDIS_SERVER` names, and waits until it answers.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// The same as a cluster of one node, which has every slot.
    #[allow(dead_code, reason = "used by some of those who include this file")]
    pub(crate) fn start_cluster() -> Self {
        let server = Self::with(&["--cluster-enabled", "yes"]);
        let client = redis::Client::open(server.address()).expect("an address");
        let mut connection = client.get_connection().expect("it answers");
        let slots = redis::cmd("CLUSTER").arg(&["ADDSLOTSRANGE", "0", "16383"]).query::<()>(&mut connection);
        slots.expect("every slot");
        let is_up = (0..2_000).any(|_| {
            thread::sleep(Duration::from_millis(5));
            let info = redis::cmd("CLUSTER").arg("INFO").query::<String>(&mut connection);
            info.expect("text").contains("cluster_state:ok")
        });
        assert!(is_up, "the cluster does not come up");
        server
    }

    fn with(arguments: &'static [&'static str]) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("qujat-redis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = free.local_addr().expect("its address").port();
        drop(free);
        let server = Self { port, folder, child: Mutex::default(), arguments };
        server.run();
        server
    }

    /// Starts it on what it left behind.
    pub(crate) fn run(&self) {
        let program = std::env::var("QUJAT_REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        let mut command = Command::new(&program);
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]);
        command.arg(&self.folder).args(self.arguments);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        *self.child.lock().expect("no panic") =
            Some(child.unwrap_or_else(|error| panic!("{program}: {error}")));
        let store = self.store();
        let answers = (0..2_000).any(|_| {
            thread::sleep(Duration::from_millis(5));
            store.ping().is_ok()
        });
        assert!(answers, "{program} does not answer");
    }

    /// Ends it as the power would: `kill -9`.
    pub(crate) fn kill(&self) {
        if let Some(mut child) = self.child.lock().expect("no panic").take() {
            child.kill().expect("killed");
            child.wait().expect("gone");
        }
    }

    /// Its address.
    pub(crate) fn address(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// A store on it.
    pub(crate) fn store(&self) -> RedisStore {
        let secret = *b"of the records of these tests 01";
        RedisStore::new(&self.address(), &secret, RedisSettings::default()).expect("settings")
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        // What stays behind lies in the folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
