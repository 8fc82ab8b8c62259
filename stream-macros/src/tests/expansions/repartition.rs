// from_iter(0..9).repartition(4).print()
// stage 0: `from_iter`, Source at Chunk
// stage 1: `repartition`, Batch at Batch
// stage 1: `print`, Sink at Batch

fn pipeline() {
    {
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value1: ::core::primitive::usize = 4;
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
                        [("from_iter", 1, 1), ("repartition", 1, 17), ("print", 1, 32)],
                    )
                },
                inputs: &[&[], &[0], &[1]],
                boundaries: &[(1, "records are dealt out to the workers")],
                stages: &[0, 1, 1],
                per_batch: &[],
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
                let (mut worker, (mut exchange1, (mut exchange2, ()))) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut records1 = ::std::vec::Vec::new();
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
                                    records1.push(item);
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(1usize);
                    exchange1.spread(&mut records1, value1).await;
                    at.done();
                    {
                        let at = worker.at(1usize);
                        for item in records1.drain(..) {
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
