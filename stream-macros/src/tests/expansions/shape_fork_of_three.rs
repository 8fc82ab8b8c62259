// { let a = from_iter(0..9).filter(|n| n % 2 == 0); a.map(|n| n + 1).print(); a.filter(|n| *n > 3).print(); a.print(); }
// stage 0: `from_iter`, Source at Chunk
// stage 0: `filter`, Inline at Chunk
// stage 0: `map`, Inline at Chunk
// stage 0: `print`, Sink at Chunk
// stage 0: `filter`, Inline at Chunk
// stage 0: `print`, Sink at Chunk
// stage 0: `print`, Sink at Chunk

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(0..9).read_as_iterator()
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
                            ("filter", 1, 27),
                            ("map", 1, 53),
                            ("print", 1, 68),
                            ("filter", 1, 79),
                            ("print", 1, 98),
                            ("print", 1, 109),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2], &[1], &[4], &[1]],
                boundaries: &[],
                stages: &[0, 0, 0, 0, 0, 0, 0],
                per_batch: &[],
                lasting: &[],
                ordered: &[],
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
                    (mut exchange3, (mut exchange5, (mut exchange6, ()))),
                ) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut print3 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(3usize),
                );
                let mut out3 = 0u64;
                let mut print5 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(5usize),
                );
                let mut out5 = 0u64;
                let mut print6 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(6usize),
                );
                let mut out6 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let counted = ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let mut out3 = 0u64;
                                let mut out5 = 0u64;
                                let mut out6 = 0u64;
                                let at = worker.at(0usize);
                                'next1: while let ::core::option::Option::Some(item) = chunk
                                    .next()
                                {
                                    at.op(1usize);
                                    let keeps: ::core::primitive::bool = {
                                        let n = &item;
                                        n % 2 == 0
                                    };
                                    if !keeps {
                                        continue 'next1;
                                    }
                                    {
                                        let item = {
                                            let lent = ::stream_core::private::Both(&item, ());
                                            lent.fork()
                                        };
                                        at.op(2usize);
                                        let n = (item);
                                        let item = n + 1;
                                        at.op(3usize);
                                        out3 += 1;
                                        item.record_type_is_known();
                                        let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                            &item,
                                        );
                                        let how = (probe).show_kind();
                                        print3.push(|text| how.show((&item), text));
                                    }
                                    'next3: {
                                        let item = {
                                            let lent = ::stream_core::private::Both(&item, ());
                                            lent.fork()
                                        };
                                        at.op(4usize);
                                        let keeps: ::core::primitive::bool = {
                                            let n = &item;
                                            *n > 3
                                        };
                                        if !keeps {
                                            break 'next3;
                                        }
                                        at.op(5usize);
                                        out5 += 1;
                                        item.record_type_is_known();
                                        let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                            &item,
                                        );
                                        let how = (probe).show_kind();
                                        print5.push(|text| how.show((&item), text));
                                    }
                                    at.op(6usize);
                                    out6 += 1;
                                    item.record_type_is_known();
                                    let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                        &item,
                                    );
                                    let how = (probe).show_kind();
                                    print6.push(|text| how.show((&item), text));
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >((out3, out5, out6))
                            },
                        )?;
                        out3 += counted.0;
                        out5 += counted.1;
                        out6 += counted.2;
                    }
                    exchange3.gather(print3.lines()).await;
                    print3.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out3));
                    exchange5.gather(print5.lines()).await;
                    print5.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out5));
                    exchange6.gather(print6.lines()).await;
                    print6.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out6));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
