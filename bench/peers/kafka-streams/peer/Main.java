package peer;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.HostInfo;

/**
 * One process of the peer, started by the bench: {@code Main <consultations> <factures> <key=value>...}, where the pairs
 * are the configuration of Kafka Streams. With QUERY_THREADS in the environment its patients are served at application.server.
 * SIGTERM stops it with code 0; it ends when its standard input does, so that it never outlives the bench.
 */
public final class Main {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    /** All topics of the bench have so many partitions (bench/workload.ts). */
    private static final int PARTITIONS = 3;

    private Main() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        Properties config = new Properties();
        for (int i = 2; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            config.put(pair[0], pair[1]);
        }
        String inputPrefix = System.getenv().getOrDefault("INPUT_PREFIX", "");
        Topology topology = BenchTopology.build(inputPrefix, args[0], args[1], config);
        KafkaStreams streams = new KafkaStreams(topology, config);
        streams.setGlobalStateRestoreListener(new RestoreLog());
        streams.setStateListener((to, from) -> Log.line("state", Map.of("to", to.name(), "from", from.name())));
        // Runtime.halt: an exit code of 0 tells an orderly end from the JVM's 143 for any SIGTERM.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(close(streams) ? 0 : 1)));
        Thread parent = new Thread(Main::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();

        String queries = System.getenv("QUERY_THREADS");
        if (queries != null) {
            HostInfo self = HostInfo.buildFromEndpoint(config.getProperty(StreamsConfig.APPLICATION_SERVER_CONFIG));
            QueryServer.start(streams, self, Integer.parseInt(queries));
        }
        streams.start();
        int tasks = tasksOf(topology);
        while (streams.state() != State.RUNNING || activeTasks(streams) < tasks) {
            if (streams.state().hasCompletedShutdown()) {
                Log.line("ended", Map.of("state", streams.state().name()));
                Runtime.getRuntime().halt(1);
            }
            Thread.sleep(5);
        }
        Log.line("running", Map.of("tasks", tasks));
        Thread.currentThread().join();
    }

    private static boolean close(KafkaStreams streams) {
        return streams.close(CloseOptions.timeout(PATIENCE)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    private static int tasksOf(Topology topology) {
        TopologyDescription description = topology.describe();
        return description.subtopologies().size() * PARTITIONS;
    }

    private static int activeTasks(KafkaStreams streams) {
        return streams.metadataForLocalThreads().stream()
                .mapToInt(thread -> thread.activeTasks().size())
                .sum();
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // The pipe is gone as the parent is.
        }
        Runtime.getRuntime().halt(1);
    }
}
