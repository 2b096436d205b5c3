package peer;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Says what is restored, from where, and how many records it took. */
final class RestoreLog implements StateRestoreListener {
    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        String msg = from > 0 ? "restoring the tail of a store" : "restoring a store";
        Log.line(msg, Map.of("store", store, "partition", changelog.partition(), "from", from, "end", end));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long records) {}

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        Log.line("store restored", Map.of("store", store, "partition", changelog.partition(), "records", records));
    }
}
