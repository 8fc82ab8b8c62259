// socket_text(a).map(|l| (l, l.len())).window(fixed(10s)).collect().print()
// stage 0: `socket_text`, Source at Chunk
// stage 0: `map`, Inline at Chunk, of records that may be lent
// stage 1: `collect`, Batch at Batch, of records that may be lent
// stage 1: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = ::stream_core::private::sources::socket_text(a);
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
                            ("map", 1, 16),
                            ("collect", 1, 57),
                            ("print", 1, 67),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[
                    (
                        2,
                        "windows of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                ],
                stages: &[0, 0, 1, 1],
                per_batch: &[],
                lasting: &[2],
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
                let mut windows2 = ::stream_core::private::Fixed::new(
                        ::stream_core::private::Length::<10000000000i64, 0i64>,
                        ::stream_core::private::Policy::new(),
                    )
                    .on(&worker);
                let aggregate2 = ::stream_core::private::aggregates::Collect::new();
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
                                    let l = (item);
                                    let item = (l, l.len());
                                    at.op(2usize);
                                    let stamp = worker.stamp();
                                    if let ::core::option::Option::Some(slot) = windows2
                                        .open(stamp)
                                    {
                                        let (key, value) = ::stream_core::private::op::KeyedForWindow::pair({
                                            (item)
                                        });
                                        key.record_type_is_known();
                                        let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                            .kind();
                                        let input = {
                                            (&::stream_core::private::Kept::of(&value)).must_be_owned();
                                            value
                                        };
                                        ({ &mut windows2 })
                                            .add(
                                                (slot),
                                                (kind),
                                                (key),
                                                (stamp),
                                                (input),
                                                (&(aggregate2)),
                                            );
                                    }
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(2usize);
                    ({ &mut windows2 }).exchange(&mut exchange2, (&(aggregate2))).await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in ({ &mut windows2 })
                            .close(worker.tick(worker.processing()), (&(aggregate2)))
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
                                        worker.failed(2usize, &overflow.error, key),
                                    );
                                }
                            };
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
                    worker.due(windows2.next_close());
                    worker.due(windows2.next_tick());
                    worker.gauge(2usize, windows2.gauge());
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
