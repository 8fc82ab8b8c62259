//! Lines against a split of the whole input, over every way to cut the input into reads.

use proptest::prelude::*;

use super::*;
/// What came out: a line and its offset, or a bad line.
#[derive(Debug, PartialEq, Eq)]
enum Out {
    Line(String, u64),
    Bad(BadRecord),
}

/// Reads `input` in pieces of `step` bytes, chunks of `max` lines; the input ends as told.
fn read(input: &[u8], limit: usize, step: usize, max: usize, broken: Option<&str>) -> Vec<Out> {
    let mut lines = LineBuffer::new(limit);
    let mut out = Vec::new();
    let mut input = input;
    let mut ended = false;
    loop {
        match lines.look() {
            Found::Bad(bad) => out.push(Out::Bad(bad)),
            Found::TooLong { .. } => {}
            Found::Lines => lend(&mut lines, max, &mut out),
            Found::Nothing if ended => break,
            Found::Nothing if input.is_empty() => {
                ended = true;
                let bad = match broken {
                    Some(why) => lines.cut(why),
                    None => lines.finish(),
                };
                out.extend(bad.map(Out::Bad));
            }
            Found::Nothing => {
                let space = lines.space();
                let n = step.min(space.len()).min(input.len());
                assert!(n > 0, "no room to read to");
                space[..n].copy_from_slice(&input[..n]);
                input = &input[n..];
                lines.filled(n);
            }
        }
        assert!(lines.buffer.len() <= READ.max(limit + 2));
    }
    let lent = out.iter().filter(|out| matches!(out, Out::Line(..))).count();
    assert_eq!(lines.taken(), lent as u64);
    out
}

fn lend(lines: &mut LineBuffer, max: usize, out: &mut Vec<Out>) {
    let before = out.len();
    let mut chunk = lines.chunk(max, "here");
    while let Some(line) = chunk.next() {
        let line = line.to_owned();
        let place = chunk.place(None).expect("a line has a place");
        assert_eq!(place.source, "here");
        out.push(Out::Line(line, place.offset));
    }
    assert!((1..=max).contains(&(out.len() - before)));
}

/// The same by a split of the whole input.
fn expected(input: &[u8], limit: usize) -> Vec<Out> {
    let mut offset = 0;
    let ends = input.split_inclusive(|byte| *byte == b'\n');
    ends.map(|with_end| {
        let at = offset;
        offset += with_end.len() as u64;
        judge(with_end, at, limit)
    })
    .collect()
}

fn judge(with_end: &[u8], offset: u64, limit: usize) -> Out {
    let whole = with_end.strip_suffix(b"\n");
    let line = whole.map_or(with_end, |line| line.strip_suffix(b"\r").unwrap_or(line));
    if line.len() > limit {
        let length = whole.unwrap_or(with_end).len();
        let reason = format!("a line of {length} bytes is over the limit of {limit}");
        return Out::Bad(BadRecord { raw: line[..limit.min(KEPT)].to_vec(), offset, reason });
    }
    match str::from_utf8(line) {
        Ok(line) => Out::Line(line.to_owned(), offset),
        Err(error) => {
            let reason = format!("not UTF-8 from byte {} of the line", error.valid_up_to());
            Out::Bad(BadRecord { raw: line.to_vec(), offset, reason })
        }
    }
}

fn texts(input: &[u8]) -> Vec<String> {
    let out = read(input, MAX_LINE, READ, 1024, None);
    out.into_iter().map(|out| if let Out::Line(line, _) = out { line } else { format!("{out:?}") }).collect()
}

#[test]
fn line_ends_are_not_part_of_a_line_and_a_lone_carriage_return_is() {
    assert_eq!(texts(b"a\nb\r\nc\rd\n\r\r\n"), ["a", "b", "c\rd", "\r"]);
}

#[test]
fn empty_lines_are_lines_and_an_end_without_line_end_is_the_last_line() {
    assert_eq!(texts(b"\n\r\n\nlast"), ["", "", "", "last"]);
    assert_eq!(texts(b"last\r"), ["last\r"]);
    assert_eq!(texts(b""), [""; 0]);
}

#[test]
fn a_line_of_the_limit_is_lent_and_one_byte_more_is_not() {
    for end in ["\n", "\r\n", ""] {
        let input = format!("{}{end}", "x".repeat(READ * 2));
        assert_eq!(texts_with_limit(&input, READ * 2), [READ * 2]);
        assert_eq!(texts_with_limit(&input, READ * 2 - 1), [0; 0]);
    }
}

fn texts_with_limit(input: &str, limit: usize) -> Vec<usize> {
    let out = read(input.as_bytes(), limit, READ, 1024, None);
    out.iter().filter_map(|out| if let Out::Line(line, _) = out { Some(line.len()) } else { None }).collect()
}

#[test]
fn a_break_in_mid_line_keeps_the_whole_lines_and_hands_out_the_rest() {
    let out = read(b"good\nha", MAX_LINE, 3, 1024, Some("reset"));
    let reason = "incomplete line: reset".to_owned();
    let half = BadRecord { raw: b"ha".to_vec(), offset: 5, reason };
    assert_eq!(out, [Out::Line("good".to_owned(), 0), Out::Bad(half)]);
    assert_eq!(read(b"good\n", MAX_LINE, 3, 1024, Some("reset")).len(), 1);
}

#[test]
fn a_gibibyte_without_a_line_end_holds_no_more_than_the_limit() {
    let mut lines = LineBuffer::new(MAX_LINE);
    let mut read = 0_u64;
    while read < 1 << 30 {
        match lines.look() {
            Found::Nothing => {
                let space = lines.space();
                let n = space.len();
                lines.filled(n);
                read += n as u64;
            }
            found => assert_eq!(found, Found::TooLong { offset: 0 }),
        }
        let held = lines.buffer.len() + lines.skipped.as_ref().map_or(0, |skipped| skipped.raw.capacity());
        assert!(held <= MAX_LINE + 2 + KEPT, "{held} bytes");
    }
    while lines.look() != Found::Nothing {}
    let bad = lines.finish().expect("the line comes out when the input ends");
    assert_eq!(bad.reason, format!("a line of {read} bytes is over the limit of {MAX_LINE}"));
    assert_eq!(bad.raw, [0; KEPT]);
}

#[test]
fn a_chunk_that_is_dropped_half_way_has_used_up_what_it_returned() {
    let mut lines = LineBuffer::new(MAX_LINE);
    lines.space()[..6].copy_from_slice(b"a\nb\nc\n");
    lines.filled(6);
    assert_eq!(lines.chunk(1024, "").next(), Some("a"));
    assert_eq!((lines.taken(), lines.offset()), (1, 2));
    assert_eq!(lines.look(), Found::Lines);
    assert_eq!(lines.chunk(1024, "").collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(lines.look(), Found::Nothing);
}

#[test]
fn another_source_starts_with_nothing() {
    let mut lines = LineBuffer::new(4);
    lines.space()[..6].copy_from_slice(b"abcdef");
    lines.filled(6);
    assert_eq!(lines.look(), Found::TooLong { offset: 0 });
    lines.restart(7);
    assert_eq!((lines.look(), lines.offset(), lines.finish()), (Found::Nothing, 7, None));
}

proptest! {
    #[test]
    fn every_cut_of_the_input_gives_the_lines_of_the_whole(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..200),
        limit in 1_usize..24,
        step in 1_usize..40,
        max in 1_usize..5,
    ) {
        let input = words.concat();
        prop_assert_eq!(read(&input, limit, step, max, None), expected(&input, limit));
    }
}

const WORDS: &[&[u8]] =
    &[b"\n", b"\n", b"\r\n", b"\r", b"word", b"gr\xc3\xbcn", b" ", b"\xff", b"\xc3", b"a longer word"];
