import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Keeps the open alerts of one bank up to date, and prints them whenever they change:
 *
 * <pre>java -cp 'libs/*' OpenAlerts.java 127.0.0.1:9092 9900 [--prefix P] [--once]</pre>
 */
class OpenAlerts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bank;
  /** The newest record of a key holds: a line for each open alert of our bank, by its id. */
  private final Map<String, String> open = new HashMap<>();
  private String printed = "";

  OpenAlerts(String bank) {
    this.bank = bank;
  }

  public static void main(String[] args) throws IOException {
    List<String> words = Arrays.asList(args);
    if (words.size() < 2) throw new IllegalArgumentException("usage: OpenAlerts.java BROKERS BANK [--prefix P] [--once]");
    int prefix = words.indexOf("--prefix");
    String topic = (prefix < 0 ? "" : words.get(prefix + 1)) + "instant-transfer.alerts.v1";
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings(args[0]))) {
      new OpenAlerts(args[1]).follow(consumer, topic, words.contains("--once"));
    }
  }

  private static Properties settings(String brokers) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    // The default of this client is read_uncommitted, and would show what was aborted.
    settings.put("isolation.level", "read_committed");
    settings.put("allow.auto.create.topics", "false");
    settings.put("key.deserializer", StringDeserializer.class);
    settings.put("value.deserializer", ByteArrayDeserializer.class);
    return settings;
  }

  /** All partitions from the beginning each time, without a group and without commits: the table is in memory. */
  private void follow(KafkaConsumer<String, byte[]> consumer, String topic, boolean once) throws IOException {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) throw new IllegalArgumentException("there is no topic " + topic);
    List<TopicPartition> partitions = found.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean caughtUp = false;
    while (!(once && caughtUp)) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) take(record.key(), record.value());
      caughtUp = caughtUp || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      if (caughtUp) print();
    }
  }

  private void take(String id, byte[] value) throws IOException {
    // No value is a tombstone. Whatever is not open, or no longer of our bank, comes off the table.
    JsonNode alert = value == null ? JSON.nullNode() : JSON.readTree(value);
    if (alert.path("status").asText().equals("open") && isOfBank(alert)) open.put(id, line(alert));
    else open.remove(id);
  }

  private boolean isOfBank(JsonNode alert) {
    for (JsonNode each : alert.path("banks")) if (each.asText().equals(bank)) return true;
    return false;
  }

  private static String line(JsonNode alert) {
    JsonNode entity = alert.path("entity");
    return String.format(
        "%s  %-8s  %13s yen  %s  %s %s  %s",
        alert.path("lastAt").asText(),
        alert.path("severity").asText(),
        alert.path("yen").asText(),
        alert.path("rule").asText(),
        entity.path("type").asText(),
        entity.path("id").asText(),
        alert.path("id").asText());
  }

  private void print() {
    StringBuilder table = new StringBuilder(open.size() + " open alerts of bank " + bank + "\n");
    for (String line : new TreeSet<>(open.values())) table.append(line).append("\n");
    if (!table.toString().equals(printed)) System.out.println(table);
    printed = table.toString();
  }
}
