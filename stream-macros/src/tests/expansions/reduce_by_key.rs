// socket_text("localhost:1").map(|w| (w, 1)).reduce_by_key(|x, y| x + y).print()
// stage 0: `socket_text`, Source at Chunk
// stage 0: `map`, Inline at Chunk, of records that may be lent
// stage 1: `reduce_by_key`, Batch at Batch, of records that may be lent
// stage 1: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = ::stream_core::private::sources::socket_text("localhost:1");
        #[allow(
            unused_mut,
            unused_parens,
            unused_braces,
            clippy::while_let_on_iterator,
            clippy::redundant_closure,
            clippy::redundant_closure_call,
            clippy::almost_swapped,
            clippy::unused_unit,
            clippy::never_loop,
            reason = "the code is generated"
        )]
        let pipeline = ::stream_core::private::pipeline(
            ::stream_core::private::Plan {
                operators: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [
                            ("socket_text", 1, 1),
                            ("map", 1, 28),
                            ("reduce_by_key", 1, 44),
                            ("print", 1, 72),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[
                    (2, "exchange by key, at the end of the batch, combined before it"),
                ],
                stages: &[0, 0, 1, 1],
                per_batch: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [("reduce_by_key", 1, 44)],
                    )
                },
                lasting: &[],
                ordered: &[],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (
                        ::stream_core::private::Exchange<_>,
                        (::stream_core::private::Exchange<_>, ()),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, (mut exchange2, (mut exchange3, ()))) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut table2 = ::stream_core::private::Table::new();
                let mut print3 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(3usize),
                );
                let mut out3 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let at = worker.at(0usize);
                                while let ::core::option::Option::Some(item) = chunk.next()
                                {
                                    at.op(1usize);
                                    let w = (item);
                                    let item = (w, 1);
                                    at.op(2usize);
                                    let (key, value) = ::stream_core::private::op::KeyedForReduceByKey::pair({
                                        (item)
                                    });
                                    key.record_type_is_known();
                                    let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                        .kind();
                                    (&::stream_core::private::Kept::of(&value)).must_be_owned();
                                    table2.reduce(kind, (key), value, |x, y| { x + y });
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(2usize);
                    table2.exchange(&mut exchange2, |x, y| { x + y }).await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in table2.drain() {
                            at.op(3usize);
                            out3 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print3.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    exchange3.gather(print3.lines()).await;
                    print3.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out3));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
