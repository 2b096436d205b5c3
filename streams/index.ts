/** millrace: Kafka Streams for TypeScript. What an application imports. */

export { GlobalKTable } from './dsl/globalKTable.ts'
export { KGroupedStream } from './dsl/kgroupedStream.ts'
export { KStream, type ProducedOptions, type RepartitionOptions } from './dsl/kstream.ts'
export { KTable } from './dsl/ktable.ts'
export type { MaterializedOptions } from './dsl/materialize.ts'
export type { ConsumedOptions, TableOptions } from './dsl/streamsBuilder.ts'
export { StreamsBuilder } from './dsl/streamsBuilder.ts'
export { Feed, type FeedOptions, type FeedRequest } from './feed/feed.ts'
export type { FeedGenerations } from './feed/feedGenerations.ts'
export { FeedRefused } from './feed/feedRefused.ts'
export type { CloseReason, FeedSink } from './feed/feedSink.ts'
export type { FeedStatus } from './feed/feedStatus.ts'
export type { FeedRecord, FeedTopic } from './feed/feedTopic.ts'
export type { FeedView } from './feed/feedView.ts'
export type { Frame } from './feed/frame.ts'
export { QueriedSnapshots } from './feed/queriedSnapshots.ts'
export type { SnapshotPage, SnapshotQuery, SnapshotSource } from './feed/snapshotSource.ts'
export { type Subscribed, Subscription } from './feed/subscription.ts'
export {
  type CompareOutputsOptions,
  compareOutputs,
  type OutputComparison,
  type OutputDifference,
  type OutputRecord,
  type OutputSide,
} from './generations/compareOutputs.ts'
export {
  type CompareStoresOptions,
  compareStores,
  type RowDifference,
  type SideOfStore,
  type StoreComparison,
} from './generations/compareStores.ts'
export {
  Coordinator,
  type CoordinatorOptions,
  type CutRequest,
  type SwitchOptions,
} from './generations/coordinator.ts'
export type { CutReader, PartitionFigure } from './generations/cutReader.ts'
export type { CutResult, QuietCut } from './generations/driveCut.ts'
export { GenerationInstance } from './generations/generationInstance.ts'
export { GenerationLog, type GenerationLogOptions, type LogEntry } from './generations/generationLog.ts'
export type { GenerationProgress } from './generations/generationProgress.ts'
export type { GenerationFacts, GenerationNews, GenerationRecord } from './generations/generationRecord.ts'
export {
  type Cut,
  type Generation,
  type GenerationState,
  type Generations,
  isOver,
  type Reset,
  roleOf,
  type Switch,
} from './generations/generations.ts'
export { type GenerationOptions, openGeneration } from './generations/openGeneration.ts'
export { positionIn } from './generations/positionIn.ts'
export { describe, describeAsMermaid, describeAsText, type TopologyDescription } from './graph/describe.ts'
export type { KeyValue } from './graph/node.ts'
export type {
  ForwardOptions,
  KeyValueStore,
  Processor,
  ProcessorContext,
  Punctuator,
  RecordSource,
  StoreSpecs,
  StoresOf,
} from './graph/processor.ts'
export type {
  IndexDefinition,
  IndexDefinitions,
  IndexKey,
  IndexPart,
  StoreIndex,
} from './graph/storeIndex.ts'
export { keyValueStore, type StoreOptions, type StoreSpec } from './graph/storeSpec.ts'
export type { Change, Header, StreamRecord } from './graph/streamRecord.ts'
export { generationId, shadowTopic } from './graph/topicNames.ts'
export type { Topology } from './graph/topology.ts'
export { TopologyError } from './graph/topologyError.ts'
export type { RecentFailure } from './operators/recentFailure.ts'
export type { RecentRecord } from './operators/recentRecord.ts'
export {
  deadLetter,
  type Failure,
  type FailureHandlers,
  type FailureResponse,
  type RawRecord,
  RecordFailed,
} from './processing/failure.ts'
export type { FollowedOutput, TracedRecord } from './processing/recordObserver.ts'
export { readTraceContext, type TraceContext, withTraceContext } from './processing/traceContext.ts'
export type { Conditions } from './queries/conditions.ts'
export { HistoryUnavailable } from './queries/historyUnavailable.ts'
export { answerPeers } from './queries/http/answerPeers.ts'
export { HttpPeers, type HttpPeersOptions } from './queries/http/httpPeers.ts'
export type { IndexPageOptions } from './queries/indexPage.ts'
export { type IndexRange, PlaceRefused } from './queries/indexRange.ts'
export type { Endpoint, InstanceEndpoint } from './queries/instanceEndpoint.ts'
export type { Peers } from './queries/peers.ts'
export { Position } from './queries/position.ts'
export type { QueriedInstance } from './queries/queriedInstance.ts'
export {
  type Answer,
  type IndexRangeOptions,
  Queries,
  type QueriesOptions,
  type RangeOptions,
} from './queries/queries.ts'
export type { QueriesTotals } from './queries/queriesTotals.ts'
export type { Question, Where } from './queries/question.ts'
export { QuestionRefused } from './queries/readQuestion.ts'
export type { StoreSource } from './queries/storeSource.ts'
export { StoreUnavailable } from './queries/storeUnavailable.ts'
export {
  type IndexPage,
  type Page,
  type PageOptions,
  type Read,
  type ReadAll,
  type ReadPage,
  StoreView,
} from './queries/storeView.ts'
export { ConditionNotMet, PartitionsUnavailable, type Said, TooManyWaiting } from './queries/unanswered.ts'
export { Waits } from './queries/waits.ts'
export type { WireReply } from './queries/wireReply.ts'
export { describeReset } from './reset/describeReset.ts'
export { executeReset } from './reset/executeReset.ts'
export { type PreparedReset, type PrepareResetOptions, prepareReset } from './reset/prepareReset.ts'
export { readOffsets } from './reset/readOffsets.ts'
export type { ResetAccepts, ResetRefusal } from './reset/refusalsOf.ts'
export type { ResetOptions, ResetStep } from './reset/resetOptions.ts'
export type { InputPlan, LocalState, LostInput, OutputPlan, ResetPlan } from './reset/resetPlan.ts'
export type { ResetTarget } from './reset/resetTarget.ts'
export { channels } from './runtime/channels.ts'
export { type ComparedTopology, compareTopology } from './runtime/compareTopology.ts'
export type { CutControl, Role } from './runtime/cutControl.ts'
export { type CutProgress, cutProgress } from './runtime/cutProgress.ts'
export type { CutSnapshot } from './runtime/cutSnapshot.ts'
export { describeTopologyDiff } from './runtime/describeTopologyDiff.ts'
export type { FlowFigures, NodeFigures, StoreFigures, TopicFigures } from './runtime/flowFigures.ts'
export { internalTopics } from './runtime/internalTopics.ts'
export { KafkaStreams } from './runtime/kafkaStreams.ts'
export { leaveOnBehalf } from './runtime/leaveOnBehalf.ts'
export type { Logger } from './runtime/logger.ts'
export type { KafkaStreamsOptions } from './runtime/options.ts'
export type { RestoreProgress, RestoreTotal } from './runtime/restoreProgress.ts'
export type { State } from './runtime/state.ts'
export type { Identity, OpenState, StateHome } from './runtime/stateHome.ts'
export { identityIn } from './runtime/stateIdentity.ts'
export type { StandbyStatus, StreamsStatus, TaskStatus } from './runtime/status.ts'
export type { StoreHash } from './runtime/storeHash.ts'
export { StreamsError, type StreamsErrorCode, streamsErrorCodes } from './runtime/streamsError.ts'
export { systemTime, type Time } from './runtime/time.ts'
export type { TimelineEvent } from './runtime/timelineEvent.ts'
export type { TopologyDiff, TopologyPart, TopologyVerdict } from './runtime/topologyDiff.ts'
export { type BinarySerde, bytes, json, type Serde, type TextSerde, text } from './serdes/index.ts'
export type { DatabaseFigures } from './stores/databaseFigures.ts'
export { type DirectoryLock, lockDirectory } from './stores/lockDirectory.ts'
export { addFigures, noRows, type RowsFigure } from './stores/rowsHash.ts'
export type { StateDatabase } from './stores/stateDatabase.ts'
export { connectKafka } from './wire/connectKafka.ts'
export type { Kafka } from './wire/kafka.ts'
export { KafkaError, KafkaUnreachable } from './wire/kafkaError.ts'
