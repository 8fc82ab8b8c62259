//! Compressed files.

use super::*;

#[cfg(feature = "gz")]
fn gz(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A file `name` holding `whole`, then one that breaks off, then a good one.
#[cfg(any(feature = "gz", feature = "zst"))]
async fn check_packed(ending: &str, pack: impl Fn(&str) -> Vec<u8>) {
    let trial = Trial::new();
    let name = |name: &str| format!("{name}.{ending}");
    let text = long_text();
    let whole = pack(&text);
    trial.write(&name("a"), [&whole[..], &pack("and more\n")].concat());
    trial.write(&name("b"), &whole[..whole.len() / 2]);
    trial.write(&name("c"), "this is not compressed\n");
    trial.write(&name("d"), pack("last"));
    let mut source = trial.open_now(trial.files());
    let lines = lines(&mut source).await;
    assert!(lines[..100_000].iter().map(String::as_str).eq(text.lines()));
    assert_eq!(lines[100_000], "and more");
    let broken = &lines[100_001..lines.len() - 1];
    assert!(broken.iter().zip(text.lines()).all(|(one, other)| one == other));
    assert!(!broken.is_empty(), "what was good is kept");
    assert_eq!(lines.last().unwrap(), "last");
    let rejected = trial.rejected();
    let names: Vec<_> = rejected.iter().map(|it| it.0.clone()).collect();
    assert_eq!(names, [name("b"), name("c")], "{rejected:?}");
    let good = broken.iter().map(|line| line.len() as u64 + 1).sum::<u64>();
    assert_eq!(rejected[0].1, good, "the offset is that of the line that breaks off");
}

#[cfg(feature = "gz")]
#[tokio::test(start_paused = true)]
async fn gz_is_uncompressed_and_its_errors_name_the_file() {
    check_packed("gz", gz).await;
}

#[cfg(feature = "zst")]
#[tokio::test(start_paused = true)]
async fn zst_is_uncompressed_and_its_errors_name_the_file() {
    check_packed("zst", |text| zstd::encode_all(text.as_bytes(), 1).unwrap()).await;
}

#[cfg(feature = "gz")]
#[tokio::test(start_paused = true)]
async fn compressed_files_are_not_followed() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().follow(true));
    trial.write("a.gz", gz("one"));
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.write("a.gz", gz("one, two"));
    assert_eq!(lines(&mut source).await, NONE);
    assert_eq!(trial.notices().len(), 1);
}

#[cfg(not(feature = "gz"))]
#[tokio::test(start_paused = true)]
async fn without_the_feature_the_error_names_it() {
    let trial = Trial::new();
    trial.write("a.gz", [0x1f, 0x8b]);
    trial.write("b", "good");
    let mut source = trial.open_now(trial.files());
    assert_eq!(lines(&mut source).await, ["good"]);
    let rejected = trial.rejected();
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].2.contains("enable feature `gz`"), "{rejected:?}");
}
