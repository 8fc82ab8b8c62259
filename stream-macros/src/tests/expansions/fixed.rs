// from_iter(pairs).window(fixed(10s, offset = 3s)).count().print()
// stage 0: `from_iter`, Source at Chunk
// stage 1: `count`, Batch at Batch
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
                        [("from_iter", 1, 1), ("count", 1, 50), ("print", 1, 58)],
                    )
                },
                inputs: &[&[], &[0], &[1]],
                boundaries: &[
                    (
                        1,
                        "windows of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                ],
                stages: &[0, 1, 1],
                per_batch: &[],
                lasting: &[1],
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
                let (mut worker, (mut exchange1, (mut exchange2, ()))) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut windows1 = ::stream_core::private::Fixed::new(
                        ::stream_core::private::Length::<10000000000i64, 3000000000i64>,
                        ::stream_core::private::Policy::new(),
                    )
                    .on(&worker);
                let aggregate1 = ::stream_core::private::aggregates::Count::new();
                let mut print2 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(2usize),
                );
                let mut out2 = 0u64;
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
                                    let stamp = worker.stamp();
                                    if let ::core::option::Option::Some(slot) = windows1
                                        .open(stamp)
                                    {
                                        let (key, value) = ::stream_core::private::op::KeyedForWindow::pair({
                                            (item)
                                        });
                                        key.record_type_is_known();
                                        let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                            .kind();
                                        let input = {
                                            let _ = &value;
                                        };
                                        ({ &mut windows1 })
                                            .add(
                                                (slot),
                                                (kind),
                                                (key),
                                                (stamp),
                                                (input),
                                                (&(aggregate1)),
                                            );
                                    }
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(1usize);
                    ({ &mut windows1 }).exchange(&mut exchange1, (&(aggregate1))).await;
                    at.done();
                    {
                        let at = worker.at(1usize);
                        for item in ({ &mut windows1 })
                            .close(worker.tick(worker.processing()), (&(aggregate1)))
                        {
                            let (_, item) = match item {
                                ::core::result::Result::Ok(item) => item,
                                ::core::result::Result::Err(overflow) => {
                                    let key = overflow
                                        .key
                                        .as_ref()
                                        .and_then(|key| {
                                            let probe = &&&&::stream_core::private::KeyProbe::of(key);
                                            probe.key_text(key)
                                        });
                                    return ::core::result::Result::Err(
                                        worker.failed(1usize, &overflow.error, key),
                                    );
                                }
                            };
                            at.op(2usize);
                            out2 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print2.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    worker.due(windows1.next_close());
                    worker.due(windows1.next_tick());
                    worker.gauge(1usize, windows1.gauge());
                    exchange2.gather(print2.lines()).await;
                    print2.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out2));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
