package peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lines on stderr in the form and with the words of millrace's log, so that the bench reads both alike (bench/logLine.ts). */
final class Log {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Log() {}

    static void line(String msg, Map<String, ?> details) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", 30);
        line.put("time", System.currentTimeMillis());
        line.putAll(details);
        line.put("msg", msg);
        try {
            System.err.println(MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
