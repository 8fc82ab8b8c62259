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
    NAMED_MEANT: "`{}` takes `{}` by its name",
        "write `{} = {}`; usage: `{}`";
    NUMBER_WANTED: "`{}` wants a number here, not a duration",
        "usage: `{}`";
    NAMED_WITHOUT_VALUE: "the argument `{}` has no value",
        "write `{} = ..`";
    FLAG_WITH_VALUE: "`{}` is a word of its own",
        "write `{}` without a value, or leave it out";
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

    // Windows.
    NO_WINDOW: "`{}` has no window to work on",
        "put it between a window and its aggregate: `.window(fixed(10s)).{}.count()`";
    AGGREGATE_UNPLACED: "`{}` has no window to work on",
        "put one before it: `.window(fixed(10s)).{}`, or `.running().{}`; of each batch there are `count`, `reduce`, `top` and, by key, `fold_by_key`";
    WINDOW_WANTED: "`{}` wants a window here",
        "write `fixed(10s)`, `sliding(5min, every = 1min)`, `session(gap = 30s)`, `count(100)` or `batches(3)`";
    RUNNING_INSIDE: "`running` is no window among others, it is one without an end",
        "write `.running()` in place of `.window(running())`";
    MISSPELT_WINDOW: "unknown window `{}`",
        "did you mean `{}`? usage: `{}`";
    UNKNOWN_WINDOW: "unknown window `{}`",
        "there are {}";
    MISSPELT_AGGREGATE: "unknown aggregate `{}`",
        "did you mean `{}`? usage: `{}`";
    NEAR_AGGREGATE: "unknown aggregate `{}`",
        "did you mean `{}`? usage: `{}`; one of your own so named is used as `.aggregate(self::{}(..))`";
    UNKNOWN_AGGREGATE: "unknown aggregate `{}`",
        "there are {}; one of your own is used as `.aggregate(mine)`";
    AGGREGATE_WANTED: "`aggregate` wants an aggregate here",
        "there are {}; one of your own is a value that implements `Aggregate`";
    TOO_MANY_AGGREGATES: "a tuple has at most 12 aggregates, this one has {}",
        "name the window, `let window = stream.window(..);`, and compute the others behind that name";
    AGGREGATE_ALONE: "`{}` has no place among other aggregates",
        "use it alone, or write an aggregate of your own that implements `Aggregate`";
    BEFORE_AGGREGATE: "`{}` has no place between a window and its aggregate",
        "an aggregate stands here: {}; put the rest before the window, or behind its aggregate";
    COLLECT_INTO: "`collect` is an aggregate here: it collects the values of each window",
        "the sink stands behind an aggregate: `.collect().collect(&collected)`, `.count().collect(&collected)`";
    NO_AGGREGATE: "this window has no aggregate",
        "say what is computed of its records: {}";
    UNUSED_WINDOW: "the window `{}` is never used",
        "compute something of it, `{}.count().print()`, or remove it";
    EMIT_WORD: "`emit` wants a word that says when",
        "{}`emit(on_close)`, `emit(on_update)`, `emit(complete)` or `emit(every = 10s)`";
    POLICY_TWICE: "`{}` is called twice for one window",
        "leave one out";
    LATE_OF_NOTHING: "`late` stands behind the aggregate of a window, or behind `dedup_by`",
        "name that first: `let counts = stream.window(fixed(10s)).count(); counts.late().print();`";
    RESULT_AS_TUPLE: "a result of `{}` is no tuple: it has a key, a window and a value",
        "take it by a name: `|result| (result.key, result.value)`; `result.window` says of what time it is";
    LATE_ALONE: "nothing reads the results of `{}`, only what came too late for it",
        "name them and read both: `let results = ..; results.late().print(); results.print();`; `results.for_each(drop)` if they are not wanted";
    LATENESS_WITHOUT_TIME: "`{}` needs event time: in processing time nothing is late",
        "declare it at the source: `.event_time(|record| record.at, out_of_order = 5s)`";
    NEVER_LATE: "`{}` has no place behind `{}`, whose windows have no end in time",
        "leave it out, or use `window(fixed(..))`, `window(sliding(..))` or `window(session(..))`";
    NEVER_CLOSES: "`running` never closes, so `on_close` would give out nothing",
        "leave `emit` out for the changed results of each batch, or write `emit(complete)`";
    SESSION_UPDATES: "`on_update` has no place with sessions, whose windows change as they merge",
        "use `emit(on_close)`, or `emit(every = 10s)` for early results";
    NOT_COMPLETE: "`complete` gives out all windows in each batch, and these never end",
        "use `emit(on_update)`, `.running()`, or read bounded input with `from_iter`";
    EMITS_BY_COUNT: "`emit` has no place with `{}`, which gives out its results by itself",
        "leave it out; `every = m` says how often";
    SLIDE_TOO_LONG: "windows of {} every {} would leave records out",
        "let `every` be at most the length; windows side by side are `fixed(..)`, or `count(n)` without `every`";
    OFFSET_TOO_LONG: "an offset of {} is not less than {}, after which windows repeat",
        "write `offset = {}`, which gives the same windows";
    TIME_LOST: "`{}` needs event time, which ends at `{}`",
        "put `{}` before `{}`; a record keeps its time through windows of time, joins by time, `dedup_by` and `stateful`";
    TIME_TOO_LATE: "`event_time` has no place after `{}`",
        "declare it before, at the source: the watermark follows the partitions of a source";
    TIME_TWICE: "this stream has event time already",
        "declare it once; `.map(..)` changes records and keeps their time";
    TIME_IN_PART: "`union` brings streams with event time and without together",
        "declare `.event_time(..)` for each of them, or once behind the union of their sources";

    // Joins.
    JOIN_UNBOUNDED: "`{}` of two streams needs a bound, or its state grows for ever",
        "`within = 10s` by event time, `within = batch`, a window, `{}(other, fixed(10s))`, or `within = forever` if that is meant; a table that is no stream is `table(..)`";
    COGROUP_BY_TIME: "`cogroup` collects by window or by batch",
        "write `cogroup(other, fixed(10s))` or `within = batch`; pairs within a distance in time are `join`";
    JOIN_BY_COUNT: "streams are not joined by `{}`",
        "use `fixed(10s)`, `sliding(5min, every = 1min)` or `session(gap = 30s)`, or `within = batch`";
    TABLE_OUTER: "`{}` with a table would have to give out rows that no record asks for",
        "use `join` or `left_join`";
    JOIN_WINDOW: "`{}` wants a window here",
        "write `fixed(10s)`, `sliding(5min, every = 1min)` or `session(gap = 30s)`, or by its name a distance in event time: `within = 10s`";
    TABLE_ALONE: "a table is no stream",
        "join a stream with it: `stream.join(table(rows))`";
    TABLE_OF: "`table` takes one value",
        "write `table(rows)`: of an iterator of pairs, or of what reads a file";
    TABLE_MEANT: "unknown stream `{}`",
        "a table is joined by `{}(table({}))`, a variable becomes a stream with `from_iter({})`";
    TABLE_MEANT_BY_VALUE: "this is no stream",
        "a table is joined by `{}(table(..))`; `from_iter(..)` makes a stream of a collection";
    TABLE_BOUND: "`{}` with a table needs no bound",
        "leave `within` and the window out: a table is there as a whole";
    HELD_BY_DISTANCE: "`max_held` bounds a join by a distance in time, and this one is by {}",
        "leave it out: {}";
    NOT_OF_BATCHES: "`{}` is over batches, not `{}`",
        "write `batches(3)`, or `.window(sliding(30s, every = 10s)).reduce(..)` for windows of time";
    WITHIN_BATCH: "`dedup_by` keeps its ids over batches",
        "write for how long, `within = 1h`, or `within = forever`; `.distinct()` is for each batch";
    DISTANCE_WITHOUT_TIME: "`within = d` is a distance in event time",
        "declare `.event_time(|record| record.at, out_of_order = 5s)` for both streams, or write `within = batch`";

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
    NEGATIVE_DURATION: "{} cannot be negative",
        "a duration has no sign: write how long, `10s`, `500ms`";
    ZERO_DURATION: "{} must be more than zero",
        "write how long: `10s`, `500ms`";

    // Bodies of closures.
    LEAVES: "`{}` cannot leave a closure",
        "use `return` to end the closure; `.filter(..)` and `.flat_map(..)` drop records";
    REDUCER_AWAITS: "`.await` has no place in `{}`",
        "its closure is called where records meet and cannot wait: wait in a `.map(..)` before it";
    REDUCER_TRIES: "`?` has no place in `{}`",
        "its closure changes what is kept, so no single record can fail by it: use `?` in a `.map(..)` before it";

    // Ends.
    KEYS_UNUSED: "`{}` is over all records, whatever their keys",
        "`{}` is for each key; for all records leave `{}` out";
    INPUT_TWICE: "a pipeline has one `input`",
        "feed one enum of both types, or take the other records from `from_stream(..)`";
    OUTPUT_TWICE: "a pipeline has one `output`",
        "bring the streams together with `.union(..)`, or end this one with `.channel(..)`";
}
