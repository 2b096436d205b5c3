/** One protective line of the runtime, taken away. */
export interface Mutation {
  readonly name: string
  /** What the line is for. */
  readonly why: string
  /** In files under `streams/`: a text that is there once, and what to put in its place. */
  readonly patches: readonly { readonly file: string; readonly find: string; readonly replace: string }[]
}

const one = (name: string, why: string, file: string, find: string, replace: string): Mutation => ({
  name,
  why,
  patches: [{ file, find, replace }],
})

export const mutations: readonly Mutation[] = [
  one(
    'the member epoch is not sealed when a commit begins',
    'A member that is given up while it commits and joins anew has an epoch that would let the old work pass.',
    'runtime/commit.ts',
    'await kafka.txnOffsetCommit(producer, member, offsets)',
    'await kafka.txnOffsetCommit(producer, context.member(), offsets)',
  ),
  one(
    'only tasks whose position moved list their offsets',
    'Listed partitions are what the group checks: a task that only a punctuator made write would pass unchecked.',
    'runtime/commit.ts',
    'return tasks.flatMap(task =>\n    task.queues.map',
    'return tasks.filter(task => task.hasMoved).flatMap(task =>\n    task.queues.map',
  ),
  one(
    'the state is written before the transaction ends',
    'A transaction that is aborted then leaves rows that nobody committed.',
    'runtime/commit.ts',
    '  await kafka.endTxn(producer, true)\n',
    '  await writeState(tasks, changes, offsets, context)\n  await kafka.endTxn(producer, true)\n',
  ),
  one(
    'the state is written whatever became of the transaction',
    'Only a clear yes leads on.',
    'runtime/commit.ts',
    '  await kafka.endTxn(producer, true)\n',
    '  await kafka.endTxn(producer, true).catch(() => {})\n',
  ),
  one(
    'rows and positions are two batches in a commit',
    'A crash between the two leaves rows that the position does not know, or a position without its rows.',
    'runtime/commit.ts',
    'batchOf(store.database).setPosition(store.name, store.partition, position)',
    'const apart = store.database.batch()\n    apart.setPosition(store.name, store.partition, position)\n    await apart.write()',
  ),
  one(
    'rows and position are two batches in a restore',
    'As in a commit.',
    'runtime/storeReplica.ts',
    'batch.setPosition(spec.name, partition, { ...log, offset, time: asOf })',
    'const apart = database.batch()\n    apart.setPosition(spec.name, partition, { ...log, offset, time: asOf })\n    await apart.write()',
  ),
  one(
    'entries of indexes are another batch than their rows',
    'A crash between the two leaves entries of no row, or rows that an index does not find.',
    'runtime/commit.ts',
    'await writeIndexChanges(store, batchOf(store.database), () => context.time.breathe())',
    'const apart = store.database.batch()\n    await writeIndexChanges(store, apart)\n    await apart.write()',
  ),
  one(
    'a restore does not look for the rows as they were',
    'Their entries stay: what was erased is still found.',
    'runtime/storeReplica.ts',
    'const before = this.#empty ? [] : await',
    'const before = this.#empty || true ? [] : await',
  ),
  one(
    'a position counts on the marker of its transaction',
    'Where Kafka lost that marker, a record of the next transaction is in its place.',
    'runtime/commit.ts',
    'place(topic, written + 1)',
    'place(topic, written + 2)',
  ),
  one(
    'recovery goes on with the producer epoch it had',
    'A new epoch ends the old transaction and fences its late batches.',
    'runtime/mainLoop.ts',
    'await transaction.restart(await takeOver(transaction.producer))',
    'await transaction.restart(transaction.producer)',
  ),
  one(
    'recovery takes the transactional id without showing its epoch',
    'Two copies of a state directory would fence each other for ever.',
    'runtime/mainLoop.ts',
    'await transaction.restart(await takeOver(transaction.producer))',
    'await transaction.restart(await takeOver(undefined as never))',
  ),
  one(
    'recovery does not wait for the commit under way',
    'Its write of the state would meet the tasks that open anew.',
    'runtime/mainLoop.ts',
    'await this.#options.commits.settle().catch(() => {})\n    await tasks.giveUp()',
    'void this.#options.commits.settle().catch(() => {})\n    await tasks.giveUp()',
  ),
  one(
    'recovery does not wait for requests under way',
    'They fail the transaction that comes next.',
    'runtime/transaction.ts',
    'await Promise.allSettled([this.#issued, ...this.#acks])',
    '',
  ),
  one(
    'who is no member commits',
    'The epoch of a membership begun since would let the work of the old one pass.',
    'runtime/mainLoop.ts',
    'throw new NotAMember()',
    'return',
  ),
  one(
    'whether it is a member is looked at before the commit under way is waited for',
    'Meanwhile it may have been given up, and joined anew.',
    'runtime/mainLoop.ts',
    'await commits.settle()\n    this.#mustBeMember()',
    'this.#mustBeMember()\n    await commits.settle()',
  ),
  one(
    'a commit begins after positions were written anew, in the same turn',
    'Meanwhile the member may have been given up, and joined anew.',
    'runtime/commits.ts',
    'return renewPositions(tasks, confirmedAt)',
    'await renewPositions(tasks, confirmedAt)',
  ),
  one(
    'a lost membership forgets its tasks only later',
    'By then it may have joined anew and been given other tasks.',
    'runtime/mainLoop.ts',
    "this.#reported = ''\n    this.#options.tasks.setTarget(null)",
    "this.#reported = ''",
  ),
  one(
    'a task that was taken away is closed without a commit',
    'What it wrote is in the open transaction, and would be committed without its positions.',
    'runtime/mainLoop.ts',
    'await within(\n      time,\n      Math.max(50, left),\n      this.#commitNow().then(() => true),\n    )',
    'left > -1e9',
  ),
  one(
    'tasks told of in an answer that was lost are not looked up',
    'Kafka tells of tasks once; they run nowhere until the next rebalance.',
    'runtime/membership.ts',
    'await this.#checkAssignment()',
    'this.#checkAt = 0',
  ),
  {
    name: 'offsets are read after the changelog',
    why: 'A transaction that ends in between moves the offsets past rows that the restore did not see.',
    patches: [
      {
        file: 'runtime/openTask.ts',
        find: '  const committed = await context.input.read(partitions, context.signal)\n',
        replace:
          '  await Promise.all(subtopology.stores.filter(spec => spec.changelog.kind === "own").map(spec =>\n' +
          '    restore(spec, partition, context.databaseOf(spec.engine), 0, { ...context, ...settings })))\n' +
          '  const committed = await context.input.read(partitions, context.signal)\n',
      },
      {
        file: 'runtime/openTask.ts',
        find: '    subtopology.stores.map(spec =>\n      restore(',
        replace:
          '    subtopology.stores.filter(spec => spec.changelog.kind !== "own").map(spec =>\n      restore(',
      },
    ],
  },
  one(
    'a restore stops at the last stable offset as it is',
    'The marker that freed the offsets may come before the changelog’s: what is committed already would be missed.',
    'runtime/settledEnd.ts',
    'if (stable >= latest) return stable',
    'return stable',
  ),
  one(
    'a position into a topic that was made anew is believed',
    'Its offsets are those of another log.',
    'runtime/openReplica.ts',
    'if (position.topicId !== log.topicId) return',
    'if (position.topicId === null) return',
  ),
  one(
    'a position beyond what is committed is believed',
    'The log was cut: what it holds now is not what the rows followed.',
    'runtime/openReplica.ts',
    'if (position.offset > log.end) return',
    'if (position.offset < 0) return',
  ),
  one(
    'a position before the begin of the log is believed',
    'What was deleted in between was never applied.',
    'runtime/openReplica.ts',
    'if (position.offset < log.earliest && ',
    'if (position.offset < 0 && ',
  ),
  one(
    'a position older than the deletions is believed',
    'Deletions may have been compacted away unseen: deleted rows would come back.',
    'runtime/openReplica.ts',
    'return age > keptMs * oldestShare\n',
    'return age < 0\n',
  ),
  one(
    'rows without a position stay',
    'A crash in the middle of a drop leaves them: deleted rows would come back.',
    'runtime/openReplica.ts',
    'if (useless || (position === null &&',
    'if (useless && (position === null &&',
  ),
  one(
    'a drop deletes the rows first',
    'A crash in between leaves a position without its rows.',
    'testing/simulation/simulatedDatabase.ts',
    "await this.#do('drop position'",
    "await this.#do('drop rows first', () => this.#disk.write([{ kind: 'deleteRows', store: id }]))\n    await this.#do('drop position'",
  ),
  one(
    'a second opening of a task does not wait for the first',
    'Both would write the same rows side by side, and the older one last.',
    'runtime/taskSet.ts',
    '(this.#work.get(id) ?? Promise.resolve())',
    'Promise.resolve()',
  ),
  one(
    'a task that was followed opens while its standby still writes',
    'The rows of the standby would come over those of the task.',
    'runtime/taskSet.ts',
    'this.#then(id, () => standby.close())',
    'void standby.close()',
  ),
  one(
    'a task is followed anew while the standby before still writes',
    'Its rows would come over newer ones.',
    'runtime/taskSet.ts',
    ' || this.#work.has(id)) continue',
    ') continue',
  ),
  one(
    'a standby follows a source topic beyond what the group has committed',
    'Whoever takes over begins at what is committed: rows from later on would be in its table already.',
    'runtime/standby.ts',
    'followTo: isOwn ? Number.POSITIVE_INFINITY : end',
    'followTo: Number.POSITIVE_INFINITY',
  ),
  one(
    'a task that was taken away while it opened runs',
    'Somebody else has it.',
    'runtime/taskSet.ts',
    'if (signal.aborted) {\n        task.processor.close()\n        return\n      }',
    '',
  ),
  one(
    'a closed restore does not wait for what it is writing',
    'It would write into the store of whoever opens it next.',
    'runtime/storeReplica.ts',
    'this.#isClosed = true\n    await this.#written\n',
    'this.#isClosed = true\n',
  ),
  one(
    'results of the next transaction join the one that ends',
    'They would be committed without the positions they came from.',
    'runtime/transaction.ts',
    'sendFull(): void {\n    if (this.#ending) return\n',
    'sendFull(): void {\n',
  ),
  one(
    'a batch that was refused does not fail the transaction',
    'It would be committed without it.',
    'runtime/transaction.ts',
    'this.#failure ??= error\n',
    'void error\n',
  ),
]
