// from_iter(trades).event_time(at, out_of_order = 1s).dedup_by(|t| t.id, within = 1h).key_by(by).window(fixed(10s)).count().print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `event_time`, Inline at Chunk
// stage 1: `dedup_by`, Batch at Batch
// stage 1: `key_by`, Inline at Batch
// stage 2: `count`, Batch at Batch
// stage 2: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(trades).read_as_iterator()
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
                            ("event_time", 1, 19),
                            ("dedup_by", 1, 53),
                            ("key_by", 1, 85),
                            ("count", 1, 115),
                            ("print", 1, 123),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2], &[3], &[4]],
                boundaries: &[
                    (
                        2,
                        "state of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                    (
                        4,
                        "windows of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                ],
                stages: &[0, 0, 1, 1, 2, 2],
                per_batch: &[],
                lasting: &[2, 4],
                ordered: &[0],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (
                        ::stream_core::private::Exchange<_>,
                        (
                            ::stream_core::private::Exchange<_>,
                            (
                                ::stream_core::private::Exchange<_>,
                                (::stream_core::private::Exchange<_>, ()),
                            ),
                        ),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (
                    mut worker,
                    (
                        mut exchange1,
                        (mut exchange2, (mut exchange4, (mut exchange5, ()))),
                    ),
                ) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut time1 = ::stream_core::private::EventTime::new(
                    1usize,
                    ::core::time::Duration::from_nanos(1000000000u64),
                );
                let mut state2 = ::stream_core::private::Dedup::new(
                        worker.workers(),
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_nanos(3600000000000u64),
                        ),
                    )
                    .map_err(|error| error.at(worker.operator(2usize)))?;
                let mut windows4 = ::stream_core::private::Fixed::new(
                        ::stream_core::private::Length::<10000000000i64, 0i64>,
                        ::stream_core::private::Policy::new(),
                    )
                    .on(&worker);
                let aggregate4 = ::stream_core::private::aggregates::Count::new();
                let mut print5 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(5usize),
                );
                let mut out5 = 0u64;
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
                                    let first = {
                                        let t = &item;
                                        let key = t.id;
                                        key.record_type_is_known();
                                        let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                            .kind();
                                        state2.first(kind, (key), stamp)
                                    };
                                    if first == ::core::option::Option::Some(true) {
                                        state2.keep(stamp, (item));
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
                    state2.exchange(&mut exchange2).await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in state2
                            .close(worker.tick(time1.watermark()))
                            .map_err(|error| error.at(worker.operator(2usize)))?
                        {
                            let (stamp, item) = item;
                            at.op(3usize);
                            let item = ({ (by)(&item) }, item);
                            at.op(4usize);
                            if let ::core::option::Option::Some(slot) = windows4
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
                                ({ &mut windows4 })
                                    .add(
                                        (slot),
                                        (kind),
                                        (key),
                                        (stamp),
                                        (input),
                                        (&(aggregate4)),
                                    );
                            }
                        }
                        at.done();
                    }
                    worker.gauge(2usize, state2.gauge());
                    let at = worker.at(4usize);
                    ({ &mut windows4 }).exchange(&mut exchange4, (&(aggregate4))).await;
                    at.done();
                    {
                        let at = worker.at(4usize);
                        for item in ({ &mut windows4 })
                            .close(worker.tick(time1.watermark()), (&(aggregate4)))
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
                                        worker.failed(4usize, &overflow.error, key),
                                    );
                                }
                            };
                            at.op(5usize);
                            out5 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print5.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    worker
                        .due(
                            windows4.next_close().and_then(|instant| time1.when(instant)),
                        );
                    worker.due(windows4.next_tick());
                    worker.gauge(4usize, windows4.gauge());
                    exchange5.gather(print5.lines()).await;
                    print5.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out5));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
