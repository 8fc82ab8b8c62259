//! Arbitrary tokens, as far as the road and what editors see go; `fuzz/` does the same without end.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::cases;
use super::walk::{Walked, walk};

/// Tokens that mean something somewhere in a pipeline.
const WORDS: &str = "let mut _ a b lines socket_text from_iter input output map filter split union join reduce_by_key \
    print for_each my_op flatmap take concurrency within batch ordered existing break continue return await async move \
    const for if match fn use unsafe loop 'a self crate Self __stream_x r#type 10 2m 1h30min 0x1d 1.5 0s 1.0.0 \"{x}\" \
    b'c' . .. = , ; : :: ! ? & && | || -> => + - * / < > # @ $ ~ () [] {} (|x|x) (|a,b|a+b) ::<T> .map(|x|x) \
    event_time window running emit allowed_lateness late fixed sliding session count batches sum mean top aggregate table \
    dedup_by stateful lookup update_state_by_key reduce_by_key_and_window every gap offset on_close on_update complete \
    out_of_order none forever ttl wrapping .window(fixed(10s)) .window(session(gap=1s)) .emit(every=1s) .late() .count() \
    .running() .event_time(at,out_of_order=1s) .aggregate((count(),sum(f))) .join(table(t)) \
    .print() let(a,b)= vec![1] #[cfg(x)] {break} (x?) (y.await) (poll=10s)";

const PIPELINES: [&str; 7] = [
    "{ let lines = socket_text(\"a\"); let words = lines.flat_map(|line| line.split(' ')); \
       words.map(|word| (word, 1)).reduce_by_key(|x, y| x + y).print(); lines.count().print(); }",
    "{ let (small, _, rest) = from_iter(v).split(|n| *n < 10, |n| *n < 100); small.union(rest.map(f)).print(); }",
    "input::<u8>().map_async(|r| fetch(r).await?, concurrency = 4, unordered, timeout = 1.5s).output::<Out>()",
    "{ let t = from_iter(v).event_time(at, out_of_order = 5s, idle = 1min, max_ahead = none).key_by(k); \
       let w = t.window(sliding(5min, every = 1min, offset = 1s)).emit(every = 10s).allowed_lateness(1h); let c = w.count(); \
       c.late().print(); c.window(fixed(1h)).top(3, by = |r| r.value).print(); w.aggregate((count(), max(f), own(1))).print(); }",
    "{ let a = from_iter(v).event_time(at, out_of_order = 0s).dedup_by(|r| r.id, within = 1h).key_by(k); \
       a.left_join(a, within = 10s).print(); a.cogroup(a, session(gap = 30s)).print(); a.join(table(rows)).print(); }",
    "from_iter(v).running(ttl = 1h, max_keys = 9).fold(0, |a, v| a + v, merge = |a, b| a + b).update_state_by_key(|v, s| s?) \
       .stateful(|k, r, s, cx| cx.emit(r), on_timer = f, ttl = 1d).reduce_by_key_and_window(g, batches(3), inverse = h).print()",
    "from_iter(v).map(move |P { x, y: (a, ..) }| { 'l: for i in 0..x { if i > a { break 'l; } } helper!(b?) }).print()",
];

/// A generator that is the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `n`; 0 if `n` is 0.
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % n.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// How many of the texts are made of tokens, and how many are pipelines.
fn walk_all(texts: impl Iterator<Item = String>) -> (usize, usize) {
    texts.map(|text| walk(&text)).fold((0, 0), |(tokens, pipelines), walked| {
        (
            tokens + usize::from(walked != Walked::NoTokens),
            pipelines + usize::from(walked == Walked::Expanded),
        )
    })
}

#[test]
fn soups_of_words_never_panic() {
    let words: Vec<_> = WORDS.split_whitespace().collect();
    let mut dice = Dice(1);
    let soups = (0..10_000).map(|_| {
        let length = dice.below(14);
        let soup: Vec<_> = (0..length).map(|_| *dice.pick(&words)).collect();
        let text = soup.join(" ");
        if dice.below(2) == 0 { format!("{{ {text} }}") } else { text }
    });
    let (tokens, _) = walk_all(soups);
    assert!(tokens > 9_000, "{tokens}");
}

#[test]
fn pipelines_with_slips_never_panic() {
    let words: Vec<TokenStream> = WORDS.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let programs: Vec<&str> = cases::all().collect();
    let mut dice = Dice(2);
    let slipped = (0..10_000).map(|_| {
        let program = if dice.below(2) == 0 { dice.pick(&PIPELINES) } else { dice.pick(&programs) };
        let mut tokens: TokenStream = program.parse().expect("a program is made of tokens");
        for _ in 0..=dice.below(3) {
            tokens = slip(tokens, &words, &mut dice);
        }
        tokens.to_string()
    });
    let (tokens, pipelines) = walk_all(slipped);
    assert!(tokens > 9_000 && pipelines > 20, "{tokens} made of tokens, {pipelines} pipelines");
}

/// The tokens with one of them left out, doubled, exchanged or joined by another, at some depth.
fn slip(tokens: TokenStream, words: &[TokenStream], dice: &mut Dice) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let at = dice.below(tokens.len());
    if let Some(TokenTree::Group(group)) = tokens.get(at)
        && dice.below(4) > 0
    {
        let delimiter = *dice.pick(&[group.delimiter(), group.delimiter(), Delimiter::Brace]);
        tokens[at] = Group::new(delimiter, slip(group.stream(), words, dice)).into();
        return tokens.into_iter().collect();
    }
    let other = dice.below(tokens.len());
    match dice.below(4) {
        0 if !tokens.is_empty() => drop(tokens.remove(at)),
        1 if !tokens.is_empty() => tokens.insert(other, tokens[at].clone()),
        2 if !tokens.is_empty() => tokens.swap(at, other),
        _ => drop(tokens.splice(at..at, dice.pick(words).clone())),
    }
    tokens.into_iter().collect()
}
