// from_iter(pairs).event_time(at, out_of_order = 0s).window(session(gap = 30s)).allowed_lateness(1min).collect().print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `event_time`, Inline at Chunk
// stage 1: `collect`, Batch at Batch
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
                            ("from_iter", 1, 1),
                            ("event_time", 1, 18),
                            ("collect", 1, 102),
                            ("print", 1, 112),
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
                ordered: &[0],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (
                        ::stream_core::private::Exchange<_>,
                        (
                            ::stream_core::private::Exchange<_>,
                            (::stream_core::private::Exchange<_>, ()),
                        ),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (
                    mut worker,
                    (mut exchange1, (mut exchange2, (mut exchange3, ()))),
                ) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut time1 = ::stream_core::private::EventTime::new(
                    1usize,
                    ::core::time::Duration::from_nanos(0u64),
                );
                let mut windows2 = ::stream_core::private::Session::new(
                        ::core::time::Duration::from_nanos(30000000000u64),
                        ::stream_core::private::Policy::new()
                            .allowed_lateness(
                                ::core::time::Duration::from_nanos(60000000000u64),
                            ),
                    )
                    .map_err(|error| error.at(worker.operator(2usize)))?;
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
                        time1.chunk(0usize, source0.partition(), worker.batch());
                        ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let at = worker.at(0usize);
                                'next1: while let ::core::option::Option::Some(item) = chunk
                                    .next()
                                {
                                    let raw = (&&::stream_core::private::Bytes::of(&item))
                                        .bytes(&item);
                                    at.op(1usize);
                                    let time = { (at)(&item) };
                                    let ::core::option::Option::Some(stamp) = worker
                                        .accept(
                                            1usize,
                                            ({ &mut time1 }).stamp({ time }),
                                            || (chunk.place(raw), raw),
                                        )? else {
                                        continue 'next1;
                                    };
                                    at.op(2usize);
                                    if let ::core::option::Option::Some(slot) = windows2
                                        .open(stamp)
                                    {
                                        let (key, value) = ::stream_core::private::op::KeyedForWindow::pair({
                                            (item)
                                        });
                                        key.record_type_is_known();
                                        let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                            .kind();
                                        let input = { value };
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
                    time1.reads(0usize, &source0, worker.batch());
                    time1.advance(&mut worker, &mut exchange1).await;
                    let at = worker.at(2usize);
                    ({ &mut windows2 }).exchange(&mut exchange2, (&(aggregate2))).await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in ({ &mut windows2 })
                            .emit(worker.tick(time1.watermark()), (&(aggregate2)))
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
                    worker
                        .due(
                            windows2.next_close().and_then(|instant| time1.when(instant)),
                        );
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
