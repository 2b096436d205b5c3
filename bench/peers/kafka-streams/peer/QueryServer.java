package peer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import peer.Records.Envelope;
import peer.Records.Patient;
import peer.Records.PatientAnswer;

/**
 * Interactive queries of the patients over HTTP: {@code GET /api/patients/<id>}. It asks Kafka Streams who has the key, as every
 * such service must, and reads its own store; a key that another instance has would be asked there, which no run of the bench needs.
 */
final class QueryServer {
    private static final String PATH = "/api/patients/";
    private static final Serializer<String> KEY = new StringSerializer();
    private static final ObjectWriter ANSWER = new ObjectMapper().writerFor(new TypeReference<PatientAnswer>() {});

    private final KafkaStreams streams;
    private final HostInfo self;
    /** Handles stay good until their partition moves; then they throw. */
    private final Map<Integer, ReadOnlyKeyValueStore<String, Envelope<Patient>>> stores = new ConcurrentHashMap<>();

    private QueryServer(KafkaStreams streams, HostInfo self) {
        this.streams = streams;
        this.self = self;
    }

    static void start(KafkaStreams streams, HostInfo self, int threads) throws IOException {
        QueryServer server = new QueryServer(streams, self);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), self.port()), 512);
        http.createContext(PATH, server::answer);
        http.setExecutor(Executors.newFixedThreadPool(threads, QueryServer::daemon));
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().substring(PATH.length());
        try {
            Envelope<Patient> row = read(id);
            if (row == null) exchange.sendResponseHeaders(404, -1);
            else send(exchange, ANSWER.writeValueAsBytes(PatientAnswer.of(row)));
        } catch (InvalidStateStoreException e) {
            stores.clear();
            exchange.sendResponseHeaders(503, -1);
        }
    }

    private Envelope<Patient> read(String id) {
        KeyQueryMetadata owner = streams.queryMetadataForKey("patients", id, KEY);
        if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE) || !owner.activeHost().equals(self))
            throw new InvalidStateStoreException("It is not here");
        return stores.computeIfAbsent(owner.partition(), this::open).get(id);
    }

    private ReadOnlyKeyValueStore<String, Envelope<Patient>> open(int partition) {
        return streams.store(StoreQueryParameters.fromNameAndType(
                        "patients", QueryableStoreTypes.<String, Envelope<Patient>>keyValueStore())
                .withPartition(partition));
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        // Not the exchange: its close() ends the connection.
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "http");
        thread.setDaemon(true);
        return thread;
    }
}
