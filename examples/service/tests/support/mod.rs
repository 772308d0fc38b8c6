//! A service started for a test, and HTTP by hand to call it.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod schema;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A running service.
pub struct Service {
    child: Child,
    pub listen: String,
    pub admin: String,
}

impl Service {
    /// Kept in memory, or in the Redis at an address.
    pub fn start(redis: Option<&str>) -> Self {
        Self::start_with(redis, &[])
    }

    /// With more arguments.
    pub fn start_with(redis: Option<&str>, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qujat-service"));
        command
            .args(["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--json"])
            .args(more)
            .stdout(Stdio::piped());
        command.env("REDIS_URL", redis.unwrap_or_default());
        let mut child = command.spawn().expect("the service starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("the service says where it listens");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let at = |name: &str| said[name].as_str().expect("an address").to_owned();
        Self { child, listen: at("listen"), admin: at("admin") }
    }

    pub fn call(&self, method: &str, path: &str, who: &str, body: &str) -> Reply {
        self.call_with(method, path, who, &[], body.as_bytes())
    }

    pub fn call_with(
        &self,
        method: &str,
        path: &str,
        who: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let bearer = format!("Bearer {who}");
        let mut headers = vec![("Accept-Language", "en"), ("Authorization", bearer.as_str())];
        headers.extend_from_slice(more);
        send(&self.listen, method, path, &headers, body)
    }

    /// Asks it to stop, and gives its exit status.
    pub fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(asked.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// One request over a connection of its own.
pub fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout");
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() || method == "POST" {
        head += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    // What is refused for its size may be answered before all of it was sent.
    let _ = stream.write_all(&[head.as_bytes(), b"\r\n", body].concat());
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line of the head");
        line.trim_end().to_owned()
    };
    let status = line().split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut headers = Vec::new();
    while let Some((name, value)) = line().split_once(':') {
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut body = Vec::new();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, it)| it.parse().ok());
    match length {
        Some(length) => {
            body.resize(length, 0);
            reader.read_exact(&mut body).expect("the body");
        }
        // Its last chunk is the end of the connection.
        None => assert!(reader.read_to_end(&mut body).is_ok()),
    }
    Reply { status, headers, body }
}
