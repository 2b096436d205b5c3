import type { StreamsPageProps } from '../../streamsPages.tsx'

export default function ClusterPage({ base }: StreamsPageProps) {
  return <p>{base}</p>
}
