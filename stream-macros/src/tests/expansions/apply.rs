// from_iter(0..9).apply(every(2)).every(3).print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `apply`, Inline at Chunk
// stage 0: `every`, Inline at Chunk
// stage 0: `print`, Sink at Chunk

fn pipeline() {
    {
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value1 = every(2);
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value2 = 3;
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(0..9).read_as_iterator()
        };
        let operator1 = value1;
        let operator2 = every(value2);
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
                            ("apply", 1, 17),
                            ("every", 1, 33),
                            ("print", 1, 42),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[],
                stages: &[0, 0, 0, 0],
                per_batch: &[],
                lasting: &[],
                ordered: &[],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (::stream_core::private::Exchange<_>, ()),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, (mut exchange3, ())) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut operator1 = operator1;
                let mut operator2 = operator2;
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
                        let counted = ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let mut out3 = 0u64;
                                let at = worker.at(0usize);
                                while let ::core::option::Option::Some(item) = chunk.next()
                                {
                                    at.op(1usize);
                                    for item in at
                                        .watch(
                                            1usize,
                                            ::stream_core::private::Passing::new(
                                                    (item),
                                                    (&mut operator1),
                                                )
                                                .operate(),
                                        )
                                    {
                                        at.op(2usize);
                                        for item in at
                                            .watch(
                                                2usize,
                                                ::stream_core::private::Passing::new(
                                                        (item),
                                                        (&mut operator2),
                                                    )
                                                    .operate(),
                                            )
                                        {
                                            at.op(3usize);
                                            out3 += 1;
                                            item.record_type_is_known();
                                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                                &item,
                                            );
                                            let how = (probe).show_kind();
                                            print3.push(|text| how.show((&item), text));
                                        }
                                    }
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(out3)
                            },
                        )?;
                        out3 += counted;
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
