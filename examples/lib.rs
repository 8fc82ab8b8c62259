//! What the examples share: a small server of lines, so that an example about a socket needs no other program.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Lines for a server to say, over and over.
pub const LINES: &[&str] = &[
    "to be or not to be",
    "that is the question",
    "the rest is silence",
    "to thine own self be true",
    "brevity is the soul of wit",
    "the lady doth protest too much methinks",
    "this above all to thine own self be true",
];

/// Serves [`LINES`] on a free port of the loopback interface, one line each `pause`, to whoever connects and for as long as
/// the program lives.
///
/// # Errors
/// No port can be had.
pub fn serve_lines(pause: Duration) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A client that has left ends only its own thread.
            thread::spawn(move || say_lines(client, pause));
        }
    });
    Ok(address)
}

fn say_lines(mut client: TcpStream, pause: Duration) -> io::Result<()> {
    for line in LINES.iter().cycle() {
        client.write_all(format!("{line}\n").as_bytes())?;
        thread::sleep(pause);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn every_client_hears_the_lines_from_the_first_on() {
        let address = serve_lines(Duration::ZERO).unwrap();
        for _ in 0..2 {
            let client = BufReader::new(TcpStream::connect(address).unwrap());
            let heard: Vec<_> = client.lines().take(LINES.len() + 1).map(Result::unwrap).collect();
            assert_eq!(heard[..LINES.len()], *LINES);
            assert_eq!(heard[LINES.len()], LINES[0]);
        }
    }
}
