import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What is in topics, as Kafka's own client reads it: one line for each record, with its topic, partition, offset, key,
 * value and each header's name and value; the last four in Base64, and "-" for none. Arguments: brokers, isolation, topics.
 */
class Dump {
  private static final Duration STEP = Duration.ofMillis(200);
  private static final long SILENCE_MS = 30_000;
  private static final PrintStream OUT = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false);

  public static void main(String[] args) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(args[0], args[1]))) {
      for (int i = 2; i < args.length; i++) dumpTopic(consumer, args[i]);
    }
    OUT.flush();
  }

  private static void dumpTopic(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) throw new IllegalArgumentException("there is no topic " + topic);
    List<TopicPartition> partitions = found.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    dump(consumer, consumer.endOffsets(partitions));
  }

  private static Properties settings(String brokers, String isolation) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("isolation.level", isolation);
    settings.put("allow.auto.create.topics", "false");
    settings.put("key.deserializer", ByteArrayDeserializer.class);
    settings.put("value.deserializer", ByteArrayDeserializer.class);
    return settings;
  }

  /** The position goes past markers of transactions and past what compaction took, and so reaches every end. */
  private static void dump(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    long heard = System.currentTimeMillis();
    while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
        heard = System.currentTimeMillis();
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) print(record);
      }
      if (System.currentTimeMillis() - heard > SILENCE_MS) throw new IllegalStateException("no records, and no end");
    }
  }

  private static void print(ConsumerRecord<byte[], byte[]> record) {
    StringJoiner line = new StringJoiner(" ");
    line.add(record.topic()).add(String.valueOf(record.partition())).add(String.valueOf(record.offset()));
    line.add(text(record.key())).add(text(record.value()));
    for (Header header : record.headers()) line.add(text(header.key().getBytes(StandardCharsets.UTF_8))).add(text(header.value()));
    OUT.println(line);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : "=" + Base64.getEncoder().encodeToString(bytes);
  }
}
