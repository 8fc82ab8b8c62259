// { let a = from_iter(pairs); a.join(a.map_values(|n| n + 1), within = batch).print(); }
// stage 0: `from_iter`, Source at Chunk
// stage 0: `map_values`, Inline at Chunk
// stage 1: `join`, Batch at Batch
// stage 1: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(pairs).read_as_iterator()
        };
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
                            ("from_iter", 1, 11),
                            ("map_values", 1, 38),
                            ("join", 1, 31),
                            ("print", 1, 77),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[0, 1], &[2]],
                boundaries: &[(2, "exchange by key, at the end of the batch")],
                stages: &[0, 0, 1, 1],
                per_batch: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [("join", 1, 31)],
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
                let mut groups2 = ::stream_core::private::Cogroup::new();
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
                                    {
                                        let item = {
                                            let lent = ::stream_core::private::Both(&item, ());
                                            lent.fork()
                                        };
                                        at.op(1usize);
                                        let (key, value) = ::stream_core::private::op::KeyedForMapValues::pair({
                                            (item)
                                        });
                                        let n = value;
                                        let item = (key, n + 1);
                                        at.op(2usize);
                                        let (key, value) = ::stream_core::private::op::KeyedForJoin::pair({
                                            (item)
                                        });
                                        key.record_type_is_known();
                                        let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                            .kind();
                                        let same = groups2.meets(&key, kind);
                                        let (key, kind) = (&&same).same_keys(key, { kind });
                                        ({ &mut groups2 }).right({ kind }, (key), value);
                                    }
                                    at.op(2usize);
                                    let (key, value) = ::stream_core::private::op::KeyedForJoin::pair({
                                        (item)
                                    });
                                    key.record_type_is_known();
                                    let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                        .kind();
                                    let same = groups2.meets(&key, kind);
                                    let (key, kind) = (&&same).same_keys(key, { kind });
                                    ({ &mut groups2 }).left({ kind }, (key), value);
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(2usize);
                    groups2.exchange(&mut exchange2).await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in groups2.drain_inner() {
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
