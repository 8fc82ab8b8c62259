//! Every message of the macro, and nowhere else one: lower case, no full stop, a hint to type.

use super::Message;

macro_rules! messages {
    ($($name:ident: $fact:literal, $hint:literal;)*) => {
        $(
            pub(crate) const $name: Message = Message {
                #[cfg(test)]
                name: stringify!($name),
                fact: $fact,
                hint: $hint,
            };
        )*

        /// Every message, for the test that each is reached.
        #[cfg(test)]
        pub(crate) const ALL: &[Message] = &[$($name),*];
    };
}

// Syntax.
messages! {
    EMPTY: "this pipeline is empty",
        "a pipeline reads `source(..).operator(..).sink(..)`, for example `socket_text(\"127.0.0.1:4444\").print()`";
    SYNTAX: "this is no pipeline: {}",
        "a pipeline reads `source(..).operator(..).sink(..)`, or `{ let name = source(..); name.sink(..); }`";
    ARROW: "streams are not connected by `{}`",
        "chain them by calls: `source(..).operator(..).sink(..)`";
    BRACES: "a pipeline of several statements needs braces",
        "write `stream!({ .. })`, or a single chain without `let` and `;`";
    ATTRIBUTE: "an attribute has no place in a pipeline",
        "put it on the statement that holds the `stream!` call";
    STATEMENT: "this statement is no stream",
        "write a chain, `lines.map(..).print();`, or name one, `let words = lines.map(..);`";
    MACRO: "a macro cannot stand in a chain",
        "`from_iter({})` makes a stream of what the macro gives";
    NOT_A_STREAM: "this is no stream",
        "a chain begins with a source or a stream's name; `from_iter(..)` makes a stream of a collection";
    ASSIGNMENT: "a stream cannot be assigned",
        "name it with `let`";
    QUESTION: "`?` has no place between operators",
        "use it inside a closure, where it fails the record";
    AWAIT: "`.await` has no place between operators",
        "use it inside a closure, or start the pipeline first: `stream!(..).start().await`";
    INDEX: "a stream cannot be indexed",
        "choose records with `.filter(..)`, or branches with `.split(..)`";
    NOT_CALLED: "`{}` is not called",
        "write `.{}(..)`";
    LET_TYPE: "a stream's name takes no type",
        "say the type where records are made: `.parse::<T>()`, or `|record: T|` in a closure";
    LET_MUT: "a stream does not change",
        "leave `mut` out and give each stream a name of its own";
    LET_PATTERN: "a stream is bound to a plain name",
        "write `let name = ..;`, or `let (name, rest) = stream.split(..);` for branches";
    LET_ELSE: "`else` has no place behind a stream",
        "leave it out: a stream is always there, records are chosen with `.filter_map(..)`";
    LET_NOTHING: "this `let` names no stream",
        "write `let name = source(..);`";
    RESERVED: "this name is reserved for generated code",
        "choose a name without the leading underscores";

    // Names of streams.
    UNKNOWN_STREAM: "unknown stream `{}`",
        "name a stream with `let {} = ..;`, or make one of a variable with `from_iter({})`";
    MISSPELT_STREAM: "unknown stream `{}`",
        "did you mean `{}`? a variable becomes a stream with `from_iter({})`";
    SOURCE_NOT_CALLED: "`{}` is a source, not a stream",
        "call it: `{}`";
    EARLY: "`{}` is used before it is defined",
        "a stream flows forward and never into itself: define `{}` above this line";
    TWICE: "the name `{}` is defined twice",
        "give this stream a name of its own";
    UNUSED: "the stream `{}` is never used",
        "end it with a sink, `{}.print()`, or remove it";
    UNUSED_BRANCH: "the branch `{}` is never used",
        "end it with a sink, `{}.print()`, or drop it with `_`";

    // Operators in their places.
    MISSPELT_OPERATOR: "unknown operator `{}`",
        "did you mean `{}`? usage: `{}`";
    NEAR_OPERATOR: "unknown operator `{}`",
        "did you mean `{}`? usage: `{}`; an operator of your own so named is called by `.apply({}(..))`";
    MISSING_OPERATOR: "unknown operator `{}`",
        "there are {}; an operator of your own so named is called by `.apply({}(..))`";
    MISSPELT_SOURCE: "unknown source `{}`",
        "did you mean `{}`? usage: `{}`";
    NEAR_SOURCE: "unknown source `{}`",
        "did you mean `{}`? usage: `{}`; a source of your own so named is called by `source({}(..))`";
    MISSING_SOURCE: "unknown source `{}`",
        "there are {}; a source of your own so named is called by `source({}(..))`";
    SOURCE_INSIDE: "`{}` is a source and begins a chain",
        "bring two streams together with `.union({}(..))`";
    OPERATOR_AT_HEAD: "`{}` has no stream to work on",
        "begin with a source or a stream's name: `socket_text(..).{}(..)`";
    SINK_INSIDE: "`{}` is a sink and ends its chain",
        "name the stream first: `let records = ..; records.{}(..); records.map(..)`";
    PIPELINE_METHOD: "`{}` belongs to the pipeline, not to a stream in it",
        "call it behind the macro: `stream!(..).{}(..)`";
    PIPELINE_SETTING: "`{}` belongs to the pipeline, not to a stream in it",
        "call it behind the macro: `stream!(..).{}(..)`; an operator of your own so named is called by `.apply({}(..))`";
    SINK_NAMED: "`{}` ends its stream, nothing is left to name",
        "leave `let {} =` out, or name the stream before its sink";
    NO_OUTPUT: "this stream has no output",
        "end it with a sink: {}";
    SPLIT_UNNAMED: "the branches of this `split` have no names",
        "name each: `let (first, rest) = stream.split(|record| ..);`";
    SPLIT_COUNT: "this pattern names {} of the {} branches",
        "`split` makes a branch for each closure and one for the rest; `_` drops a branch";
    TUPLE: "only a `split` has several branches",
        "bind this stream to one name: `let name = ..;`";

    // Arguments.
    TOO_FEW: "`{}` is called with too few arguments",
        "usage: `{}`";
    TOO_MANY: "`{}` is called with too many arguments",
        "usage: `{}`";
    CLOSURE_WANTED: "`{}` wants a closure here",
        "usage: `{}`";
    VALUE_WANTED: "`{}` wants a value here, not a closure",
        "usage: `{}`";
    PARAMETERS: "this closure takes {}, `{}` calls it with {}",
        "usage: `{}`";
    ASYNC_CLOSURE: "`{}` takes no async closure",
        "write `.await` inside a plain closure: `|record| fetch(record).await`";
    CLOSURE_FORM: "a closure in a pipeline has no `{}`",
        "write `|record| ..` or `move |record| ..`";
    UNKNOWN_NAMED: "`{}` has no argument `{}`",
        "{}";
    NAMED_TWICE: "the argument `{}` is given twice",
        "leave one out";
    NAMED_MISSING: "`{}` needs `{}`",
        "usage: `{}`";
    NAMED_WITHOUT_VALUE: "the argument `{}` has no value",
        "write `{} = ..`";
    FLAG_WITH_VALUE: "`{}` is a word of its own",
        "write `{}` without a value, or leave it out";
    NOT_BATCH: "`within` takes the word `batch`",
        "`within = batch` joins the records of each batch";
    CONFLICT: "`{}` and `{}` exclude each other",
        "leave one out";
    USER_NAMED: "`{}` is an operator of your own and has no named arguments",
        "write the value without `{} =`";
    TYPES: "`{}` takes {} in its turbofish",
        "usage: `{}`";
    NOT_A_TYPE: "`{}` takes a type here",
        "usage: `{}`";
    ZERO: "{} must be more than zero",
        "write `1` or more";
    FRACTION: "a fraction goes from `0.0` to `1.0`",
        "write `0.1` for every tenth record";

    // Durations.
    BARE_NUMBER: "`{}` has no unit of time",
        "write `{}s` or `{}ms`; units are `ns`, `us`, `ms`, `s`, `min`, `h` and `d`";
    HEXADECIMAL: "`{}` is a number to another base, not a duration",
        "write it in decimal digits with a unit: `10s`, `1d`, `1h30min`";
    AMBIGUOUS_UNIT: "`{}` could be minutes or milliseconds",
        "write `{}` or `{}`";
    UNKNOWN_UNIT: "`{}` is no duration",
        "units are `ns`, `us`, `ms`, `s`, `min`, `h` and `d`, the greater before the smaller: `250us`, `1.5s`, `1h30min`";
    DURATION_RANGE: "`{}` is out of range",
        "a duration is a whole number of nanoseconds, up to 292 years";
    NO_DURATION: "`{}` wants a duration here",
        "write a number with a unit, `10s`, `500ms`, or a `Duration` expression";
    ZERO_DURATION: "`{}` must be more than zero",
        "write how long: `10s`, `500ms`";

    // Bodies of closures.
    LEAVES: "`{}` cannot leave a closure",
        "use `return` to end the closure; `.filter(..)` and `.flat_map(..)` drop records";
    REDUCER_AWAITS: "`.await` has no place in `{}`",
        "its closure runs for pairs of values and cannot wait: wait in a `.map(..)` before it";
    REDUCER_TRIES: "`?` has no place in `{}`",
        "its closure belongs to no single record that could fail: use `?` in a `.map(..)` before it";

    // Ends.
    KEYS_UNUSED: "`{}` is over all records, whatever their keys",
        "`{}` is for each key; for all records leave `{}` out";
    INPUT_TWICE: "a pipeline has one `input`",
        "feed one enum of both types, or take the other records from `from_stream(..)`";
    OUTPUT_TWICE: "a pipeline has one `output`",
        "bring the streams together with `.union(..)`, or end this one with `.channel(..)`";
}
