// from_iter(pairs).join(table(stock)).left_join(table(prices)).print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `join`, Inline at Chunk
// stage 0: `left_join`, Inline at Chunk, of records that may be lent
// stage 0: `print`, Sink at Chunk, of records that may be lent

fn pipeline() {
    {
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value1 = stock;
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value2 = prices;
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
                            ("join", 1, 18),
                            ("left_join", 1, 37),
                            ("print", 1, 62),
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
                let mut table1 = ::stream_core::private::Given((value1))
                    .open_as_table(&mut worker, 1usize)?;
                let mut table2 = ::stream_core::private::Given((value2))
                    .open_as_table(&mut worker, 2usize)?;
                let mut print3 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(3usize),
                );
                let mut out3 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    table1.refresh(&worker)?;
                    table2.refresh(&worker)?;
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let dropped0 = ::stream_core::private::stage_with(
                            source0.chunk(),
                            (table1.rows(), table2.rows()),
                            |mut chunk, (table1, table2)| {
                                let mut dropped0 = 0u64;
                                let at = worker.at(0usize);
                                'next1: while let ::core::option::Option::Some(item) = chunk
                                    .next()
                                {
                                    at.op(1usize);
                                    let (key, value) = ::stream_core::private::op::KeyedForJoin::pair({
                                        (item)
                                    });
                                    key.record_type_is_known();
                                    let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                        .kind();
                                    let ::core::option::Option::Some(row) = table1
                                        .get({ kind }, &key) else {
                                        dropped0 += 1;
                                        continue 'next1;
                                    };
                                    let item = (key, (value, row));
                                    at.op(2usize);
                                    let (key, value) = ::stream_core::private::op::KeyedForLeftJoin::pair({
                                        (item)
                                    });
                                    key.record_type_is_known();
                                    let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                        .kind();
                                    let row = table2.get({ kind }, &key);
                                    let item = (key, (value, row));
                                    at.op(3usize);
                                    item.record_type_is_known();
                                    let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                        &item,
                                    );
                                    let how = (probe).show_kind();
                                    print3.push(|text| how.show((&item), text));
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out3 += source0.lent() - dropped0;
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
