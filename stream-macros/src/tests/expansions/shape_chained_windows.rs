// from_iter(trades).event_time(at, out_of_order = 1s).map_async(load, concurrency = 4).key_by(by).window(fixed(1min)).count().key_by(|_| ()).window(fixed(1min)).top(10, by = |r| r.value).print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `event_time`, Inline at Chunk
// stage 1: `map_async`, Buffer at Chunk
// stage 1: `key_by`, Inline at Chunk
// stage 2: `count`, Batch at Batch
// stage 2: `key_by`, Inline at Batch
// stage 3: `top`, Batch at Batch
// stage 3: `print`, Sink at Batch

fn pipeline() {
    {
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value6: ::core::primitive::usize = 10;
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
                            ("map_async", 1, 53),
                            ("key_by", 1, 86),
                            ("count", 1, 117),
                            ("key_by", 1, 125),
                            ("top", 1, 160),
                            ("print", 1, 186),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2], &[3], &[4], &[5], &[6]],
                boundaries: &[
                    (2, "records wait concurrently"),
                    (
                        4,
                        "windows of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                    (
                        6,
                        "windows of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                ],
                stages: &[0, 0, 1, 1, 2, 2, 3, 3],
                per_batch: &[],
                lasting: &[4, 6],
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
                        (mut exchange4, (mut exchange6, (mut exchange7, ()))),
                    ),
                ) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut time1 = ::stream_core::private::EventTime::new(
                    1usize,
                    ::core::time::Duration::from_nanos(1000000000u64),
                );
                let concurrency2: ::core::primitive::usize = 4;
                let mut windows4 = ::stream_core::private::Fixed::new(
                        ::stream_core::private::Length::<60000000000i64, 0i64>,
                        ::stream_core::private::Policy::new(),
                    )
                    .on(&worker);
                let aggregate4 = ::stream_core::private::aggregates::Count::new();
                let mut windows6 = ::stream_core::private::Fixed::new(
                        ::stream_core::private::Length::<60000000000i64, 0i64>,
                        ::stream_core::private::Policy::new(),
                    )
                    .on(&worker);
                let aggregate6 = ::stream_core::private::aggregates::Top::new(value6);
                let mut print7 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(7usize),
                );
                let mut out7 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let mut waiting2 = ::stream_core::private::Concurrent::ordered(
                            concurrency2,
                        );
                        time1.chunk(0usize, source0.partition(), worker.batch());
                        {
                            let mut chunk = source0.chunk();
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
                                let future = { (load)((item)) };
                                waiting2
                                    .push(
                                        ::stream_core::private::stamped(
                                            stamp,
                                            ::stream_core::private::Given((future)).wait_as_future(),
                                        ),
                                    );
                            }
                            at.done();
                            ()
                        };
                        {
                            let at = worker.at(2usize);
                            while let ::core::option::Option::Some((stamp, item)) = {
                                at.op(2usize);
                                waiting2.next().await
                            } {
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
                    }
                    time1.reads(0usize, &source0, worker.batch());
                    time1.advance(&mut worker, &mut exchange1).await;
                    let at = worker.at(4usize);
                    ({ &mut windows4 }).exchange(&mut exchange4, (&(aggregate4))).await;
                    at.done();
                    {
                        let at = worker.at(4usize);
                        for item in ({ &mut windows4 })
                            .close(worker.tick(time1.watermark()), (&(aggregate4)))
                        {
                            let (stamp, item) = match item {
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
                            let item = (
                                {
                                    let _ = &item;
                                    ()
                                },
                                item,
                            );
                            at.op(6usize);
                            if let ::core::option::Option::Some(slot) = windows6
                                .open(stamp)
                            {
                                let (key, value) = ::stream_core::private::op::KeyedForWindow::pair({
                                    (item)
                                });
                                key.record_type_is_known();
                                let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                    .kind();
                                let input = {
                                    let by = {
                                        let r = &value;
                                        let taken = { r.value };
                                        taken
                                    };
                                    value.record_type_is_known();
                                    let ties = (&&&::stream_core::private::TiesProbe::of(
                                        &value,
                                    ))
                                        .ties();
                                    (by, { value }, ties)
                                };
                                ({ &mut windows6 })
                                    .add(
                                        (slot),
                                        (kind),
                                        (key),
                                        (stamp),
                                        (input),
                                        (&(aggregate6)),
                                    );
                            }
                        }
                        at.done();
                    }
                    worker
                        .due(
                            windows4.next_close().and_then(|instant| time1.when(instant)),
                        );
                    worker.due(windows4.next_tick());
                    worker.gauge(4usize, windows4.gauge());
                    let at = worker.at(6usize);
                    ({ &mut windows6 }).exchange(&mut exchange6, (&(aggregate6))).await;
                    at.done();
                    {
                        let at = worker.at(6usize);
                        for item in ({ &mut windows6 })
                            .close(worker.tick(windows4.watermark()), (&(aggregate6)))
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
                                        worker.failed(6usize, &overflow.error, key),
                                    );
                                }
                            };
                            at.op(7usize);
                            out7 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print7.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    worker
                        .due(
                            windows6
                                .next_close()
                                .map(|instant| instant.plus(windows4.lateness()))
                                .and_then(|instant| time1.when(instant)),
                        );
                    worker.due(windows6.next_tick());
                    worker.gauge(6usize, windows6.gauge());
                    exchange7.gather(print7.lines()).await;
                    print7.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out7));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
