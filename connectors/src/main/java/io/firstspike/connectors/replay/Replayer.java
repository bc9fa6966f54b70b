package io.firstspike.connectors.replay;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.protocol.PresentationOrder;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.connectors.topic.TopicNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes labelled images, or recordings, into the topics of frames and labels, as a live source
 * would.
 *
 * <p>The header {@code event-time} carries event time: frames are one step apart, labels later by
 * the label delay, in order within each topic. Time marks on every partition of both topics tell
 * how far event time has come. They are true only if no other program writes older records: run one
 * replay at a time into the same topics.
 */
public final class Replayer {

  /** Bytes of a packet of a camera: some milliseconds of a busy one. */
  private static final int CAMERA_PACKET = 16 << 10;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Properties client;
  private final TopicNames topics;
  private final Duration timeout;

  /**
   * Makes a replayer that waits for the broker for a default time.
   *
   * @param client Kafka client properties: bootstrap.servers at least, TLS and SASL as needed;
   *     copied. Records are always written idempotently and with acks=all
   */
  public Replayer(Properties client, TopicNames topics) {
    this(client, topics, CONNECT_TIMEOUT);
  }

  /** Makes a replayer that waits for the broker for up to {@code timeout} at the start. */
  public Replayer(Properties client, TopicNames topics, Duration timeout) {
    this.client = new Properties();
    client.stringPropertyNames().forEach(n -> this.client.setProperty(n, client.getProperty(n)));
    this.topics = Objects.requireNonNull(topics, "topics");
    this.timeout = Objects.requireNonNull(timeout, "timeout");
  }

  /**
   * Writes all records, and returns when the broker has them. Takes as long as the rate demands; an
   * interrupt ends it early.
   *
   * @param progress receives the number of frames sent so far, after each frame
   * @throws IllegalArgumentException if the protocol and the data set do not fit each other
   * @throws io.firstspike.connectors.admin.BrokerUnavailableException when no broker answers
   * @throws io.firstspike.connectors.admin.MissingTopicsException when a topic is missing
   * @throws ReplayException when a topic does not take the records, or when writing fails or is
   *     interrupted
   */
  public ReplayReport replay(Dataset images, ReplayOptions options, LongConsumer progress) {
    Presentations stream =
        options.protocol().present(images, options.from(), options.to(), options.epochs());
    return replay(
        stream.order(),
        options,
        (settings, schedule) -> new ImageFrames(stream, settings, options, schedule),
        progress);
  }

  /**
   * Writes recordings in packets, each as one frame, and their labels. The topic of frames is that
   * of events ({@link TopicNames#EVENTS}).
   *
   * @param progress receives the number of recordings sent so far, after each one
   * @throws IllegalArgumentException if the protocol and the recordings do not fit each other, or
   *     it changes images
   * @throws io.firstspike.connectors.dataset.DatasetException if a recording cannot be read
   * @throws io.firstspike.connectors.admin.BrokerUnavailableException when no broker answers
   * @throws io.firstspike.connectors.admin.MissingTopicsException when a topic is missing
   * @throws ReplayException when a topic does not take the records, or when writing fails or is
   *     interrupted
   */
  public ReplayReport replay(
      LabelledRecordings recordings, ReplayOptions options, LongConsumer progress) {
    options.protocol().requireNoChangeOfImages();
    PresentationOrder order =
        new PresentationOrder(
            options.protocol(), recordings, options.from(), options.to(), options.epochs());
    return replay(
        order,
        options,
        (settings, schedule) -> new RecordedFrames(recordings, order, settings, options, schedule),
        progress);
  }

  private ReplayReport replay(
      PresentationOrder stream,
      ReplayOptions options,
      BiFunction<ReplayTopics, Schedule, ReplayedFrames> shown,
      LongConsumer progress) {
    Schedule schedule = new Schedule(options, stream);
    ReplayTopics settings = ReplayTopics.ask(client, topics, timeout);
    ReplayedFrames frames = shown.apply(settings, schedule);
    return write(
        settings,
        output -> new Replay(output, topics, stream, frames, options, schedule).run(progress));
  }

  /**
   * Writes one recording as the camera would send it, in packets. The topic of frames is that of
   * events ({@link TopicNames#EVENTS}).
   *
   * @param recording a file of a format that its beginning or its name says
   * @param progress receives the number of events sent so far, after each packet
   * @return the number of packets, as frames
   * @throws MalformedException if it is not of that format
   * @throws io.firstspike.connectors.admin.BrokerUnavailableException when no broker answers
   * @throws io.firstspike.connectors.admin.MissingTopicsException when a topic is missing
   * @throws ReplayException when the file cannot be read, a topic does not take the records, or
   *     when writing fails or is interrupted
   */
  public ReplayReport replay(Path recording, CameraOptions options, LongConsumer progress)
      throws MalformedException {
    ReplayTopics settings = ReplayTopics.ask(client, topics, timeout);
    int bytes = Math.min(CAMERA_PACKET, settings.packetBytes());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(recording))) {
      return write(
          settings,
          output ->
              new CameraReplay(output, topics.frames(), bytes, options)
                  .run(in, recording.toString(), progress));
    } catch (IOException e) {
      throw new ReplayException("cannot read " + recording + ": " + e.getMessage(), e);
    }
  }

  /** Writes records to the topics. */
  private interface Writing<E extends Exception> {
    ReplayReport to(ReplayOutput output) throws E;
  }

  private <E extends Exception> ReplayReport write(ReplayTopics settings, Writing<E> writing)
      throws E {
    KafkaProducer<byte[], byte[]> producer = null;
    try {
      producer =
          new KafkaProducer<>(
              producerProperties(settings), new ByteArraySerializer(), new ByteArraySerializer());
      return writing.to(new ReplayOutput(producer, List.of(topics.frames(), topics.labels())));
    } catch (KafkaException e) {
      throw new ReplayException(
          "cannot write to "
              + client.getProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
              + ": "
              + e.getMessage()
              + settings.remedy(e),
          e);
    } finally {
      if (producer != null) {
        close(producer);
      }
    }
  }

  /** Closes the producer even in an interrupted thread, which stays interrupted. */
  private static void close(KafkaProducer<?, ?> producer) {
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(CLOSE_TIMEOUT);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Properties producerProperties(ReplayTopics settings) {
    Properties producer = new Properties();
    // A broker that goes away must be noticed within half a minute, not two.
    producer.setProperty(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    producer.setProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
    producer.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
    producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    producer.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(settings.batchBytes()));
    // The topic's limit on a frame is checked before, with a better message than the client's.
    producer.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(settings.frameBytes()));
    for (String name : client.stringPropertyNames()) {
      producer.setProperty(name, client.getProperty(name));
    }
    // Fixed, whatever the caller's properties say: order within a partition depends on these. One
    // request at a time, because a partition without producer state accepts any first sequence
    // number: with more in flight, a batch could overtake one that is sent again.
    producer.setProperty(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    producer.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    return producer;
  }
}
