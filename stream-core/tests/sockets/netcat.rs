//! `socket_text` with netcat-openbsd at the other end, where it is installed.

use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};

use stream_core::source::socket_text;

use crate::harness::{SHORT, open};

/// A `nc -lk` that is ended with the test.
struct Netcat(Child);

impl Netcat {
    fn listen(port: u16) -> Netcat {
        let mut command = Command::new("nc");
        command
            .args(["-l", "-k", "127.0.0.1", &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        Netcat(command.spawn().expect("nc starts"))
    }

    fn says(&mut self, text: &str) {
        let stdin: &mut ChildStdin = self.0.stdin.as_mut().expect("a pipe");
        stdin.write_all(text.as_bytes()).expect("nc reads");
    }
}

impl Drop for Netcat {
    fn drop(&mut self) {
        self.0.kill().expect("nc is ours");
        self.0.wait().expect("nc ends");
    }
}

/// A port that was free a moment ago; `None`, said past the test's capture, without netcat-openbsd.
fn port_for_netcat() -> Option<u16> {
    let help = Command::new("nc").arg("-h").output();
    let is_there = help.is_ok_and(|help| String::from_utf8_lossy(&help.stderr).contains("OpenBSD netcat"));
    if !is_there {
        let text = "SKIPPED: a test with netcat; install netcat-openbsd to run it\n";
        std::io::stderr().write_all(text.as_bytes()).expect("stderr");
        return None;
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    Some(listener.local_addr().expect("an address").port())
}

#[tokio::test]
async fn netcat_serves_lines_that_waited_and_lines_that_come() {
    let Some(port) = port_for_netcat() else { return };
    let mut netcat = Netcat::listen(port);
    netcat.says("waited one\nwaited two\n");
    let mut probe = open(socket_text(format!("127.0.0.1:{port}")).max_backoff(SHORT));
    assert_eq!(probe.texts(2).await, ["waited one", "waited two"]);
    for n in 0..100 {
        netcat.says(&format!("line {n}\n"));
        assert_eq!(probe.texts(1).await, [format!("line {n}")]);
    }
}

#[tokio::test]
async fn netcat_closed_in_mid_line_and_opened_again() {
    let Some(port) = port_for_netcat() else { return };
    let mut probe = open(socket_text(format!("127.0.0.1:{port}")).max_backoff(SHORT));
    for round in 0..3 {
        let mut netcat = Netcat::listen(port);
        netcat.says(&format!("round {round}\nand ha"));
        assert_eq!(probe.texts(1).await, [format!("round {round}")]);
        drop(netcat);
        assert_eq!(probe.texts(1).await, ["and ha"]);
    }
    assert!(probe.kept.reasons().is_empty(), "{:?}", probe.kept.reasons());
}
