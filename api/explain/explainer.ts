import type { Explained, ExplainOptions } from '../../explain/explain.ts'
import type { InputPartition } from '../../explain/inputLog.ts'
import type { Subject } from '../../explain/subject.ts'

/** Explains from the input topics. `admit` sees the log before it is read; what it throws ends it. */
export type Explainer = (
  subject: Subject,
  options: Pick<ExplainOptions, 'withPersonal' | 'limit'>,
  admit: (log: readonly InputPartition[]) => void,
) => Promise<Explained | null>
