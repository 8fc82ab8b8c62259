//! Measures the pipelines of `stream-benches` and prints the table.

fn main() -> std::process::ExitCode {
    stream_benches::main()
}
