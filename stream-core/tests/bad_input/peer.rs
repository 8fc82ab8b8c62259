//! A peer of a socket source, on a thread of its own.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::thread::spawn;

/// Serves one connection after the other, each with some bytes, and closes it.
pub(crate) fn serve(connections: Vec<impl AsRef<[u8]> + Send + 'static>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    spawn(move || {
        for bytes in connections {
            let (mut peer, _) = listener.accept().expect("a connection");
            peer.write_all(bytes.as_ref()).expect("the source reads");
        }
    });
    address
}

/// A port that refuses connections for as long as what keeps it taken lives.
pub(crate) fn refusing() -> (tokio::net::TcpSocket, SocketAddr) {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = socket.local_addr().expect("an address");
    (socket, address)
}
