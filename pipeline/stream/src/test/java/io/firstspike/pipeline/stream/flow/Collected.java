package io.firstspike.pipeline.stream.flow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Collects the values of a stream in this JVM. What came since the last checkpoint before a failure
 * is there twice.
 */
final class Collected<T> implements Sink<T> {

  private static final long serialVersionUID = 1L;

  private static final Map<String, List<Object>> VALUES = new ConcurrentHashMap<>();

  private final String name;

  private Collected(String name) {
    this.name = name;
  }

  /** Collects {@code stream} under a name, which no other stream of any test has. */
  static <T> void collect(DataStream<T> stream, String name) {
    VALUES.put(name, new CopyOnWriteArrayList<>());
    stream.sinkTo(new Collected<T>(name)).name(name).uid(name);
  }

  /** The values so far. */
  @SuppressWarnings("unchecked") // of the stream with this name
  static <T> List<T> of(String name) {
    return (List<T>) List.copyOf(VALUES.get(name));
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in Flink 1.20
  public SinkWriter<T> createWriter(InitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context where) {
        VALUES.get(name).add(element);
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing waits.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
