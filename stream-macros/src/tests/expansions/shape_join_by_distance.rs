// { let a = from_iter(x).event_time(at, out_of_order = 1s).key_by(k); let b = from_iter(y).event_time(at, out_of_order = 1s).key_by(k); a.left_join(b, within = 10s).print(); }
// stage 0: `from_iter`, Source at Chunk
// stage 0: `event_time`, Inline at Chunk
// stage 0: `key_by`, Inline at Chunk
// stage 1: `from_iter`, Source at Chunk
// stage 1: `event_time`, Inline at Chunk
// stage 1: `key_by`, Inline at Chunk
// stage 2: `left_join`, Batch at Batch
// stage 2: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(x).read_as_iterator()
        };
        let source3 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(y).read_as_iterator()
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
                            ("event_time", 1, 24),
                            ("key_by", 1, 58),
                            ("from_iter", 1, 77),
                            ("event_time", 1, 90),
                            ("key_by", 1, 124),
                            ("left_join", 1, 137),
                            ("print", 1, 164),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[], &[3], &[4], &[2, 5], &[6]],
                boundaries: &[
                    (
                        6,
                        "state of each key, kept from batch to batch, at the worker that owns the key",
                    ),
                ],
                stages: &[0, 0, 0, 1, 1, 1, 2, 2],
                per_batch: &[],
                lasting: &[6],
                ordered: &[0, 3],
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
                let mut source3 = ::stream_core::private::Given((source3))
                    .open_as_source(&mut worker, 3usize)?;
                let mut time4 = ::stream_core::private::EventTime::new(
                    4usize,
                    ::core::time::Duration::from_nanos(1000000000u64),
                );
                let mut sides6 = ::stream_core::private::Interval::new(
                    ::stream_core::private::LeftOuter,
                    ::stream_core::private::Within::Limit(
                        ::core::time::Duration::from_nanos(10000000000u64),
                    ),
                    worker.workers(),
                );
                let mut print7 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(7usize),
                );
                let mut out7 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, (&mut source3, ()))).await? {
                    while let ::core::option::Option::Some(ready) = worker
                        .fill(&mut (&mut source0, (&mut source3, ())))
                        .await?
                    {
                        match ready {
                            0usize => {
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
                                            let item = ({ (k)(&item) }, item);
                                            at.op(6usize);
                                            if let ::core::option::Option::Some(reach) = sides6
                                                .open(stamp)
                                            {
                                                let (key, value) = ::stream_core::private::op::KeyedForLeftJoin::pair({
                                                    (item)
                                                });
                                                key.record_type_is_known();
                                                let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                                    .kind();
                                                let same = sides6.meets(&key, kind);
                                                let (key, kind) = (&&same).same_keys(key, { kind });
                                                ({ &mut sides6 }).left(reach, { kind }, (key), value);
                                            }
                                        }
                                        at.done();
                                        ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                                    },
                                )?;
                            }
                            1usize => {
                                time4.chunk(3usize, source3.partition(), worker.batch());
                                ::stream_core::private::stage(
                                    source3.chunk(),
                                    |mut chunk| {
                                        let at = worker.at(3usize);
                                        'next2: while let ::core::option::Option::Some(item) = chunk
                                            .next()
                                        {
                                            let raw = (&&::stream_core::private::Bytes::of(&item))
                                                .bytes(&item);
                                            at.op(4usize);
                                            let time = { (at)(&item) };
                                            let ::core::option::Option::Some(stamp) = worker
                                                .accept(
                                                    4usize,
                                                    ({ &mut time4 }).stamp({ time }),
                                                    || (chunk.place(raw), raw),
                                                )? else {
                                                continue 'next2;
                                            };
                                            at.op(5usize);
                                            let item = ({ (k)(&item) }, item);
                                            at.op(6usize);
                                            if let ::core::option::Option::Some(reach) = sides6
                                                .open(stamp)
                                            {
                                                let (key, value) = ::stream_core::private::op::KeyedForLeftJoin::pair({
                                                    (item)
                                                });
                                                key.record_type_is_known();
                                                let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                                    .kind();
                                                let same = sides6.meets(&key, kind);
                                                let (key, kind) = (&&same).same_keys(key, { kind });
                                                ({ &mut sides6 }).right(reach, { kind }, (key), value);
                                            }
                                        }
                                        at.done();
                                        ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                                    },
                                )?;
                            }
                            _ => {}
                        }
                    }
                    time1.reads(0usize, &source0, worker.batch());
                    time1.advance(&mut worker, &mut exchange1).await;
                    time4.reads(3usize, &source3, worker.batch());
                    time4.advance(&mut worker, &mut exchange4).await;
                    let at = worker.at(6usize);
                    sides6.exchange(&mut exchange6).await;
                    at.done();
                    {
                        let mut pairs = sides6
                            .drain(
                                worker
                                    .tick(
                                        ::stream_core::private::meet(&mut [&mut time1, &mut time4]),
                                    ),
                            );
                        while let ::core::option::Option::Some(met) = pairs.meet() {
                            let at = worker.at(6usize);
                            for item in met {
                                let (_, item) = item;
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
                    }
                    worker
                        .due(
                            sides6
                                .next_close()
                                .and_then(|instant| ::stream_core::private::when(
                                    &[&time1, &time4],
                                    instant,
                                )),
                        );
                    sides6.check(worker.operator(6usize))?;
                    worker.gauge(6usize, sides6.gauge());
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
