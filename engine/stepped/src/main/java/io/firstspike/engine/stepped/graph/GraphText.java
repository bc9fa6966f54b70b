package io.firstspike.engine.stepped.graph;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A graph in two parts: its nodes and edges as JSON, in which an array is its dimensions, and the
 * numbers of all arrays, in the order in which they stand there. Immutable; the numbers are not
 * copied.
 *
 * @param structure nodes and edges
 * @param numbers the numbers of all arrays, one after the other
 */
@API(status = Status.MAINTAINED)
public record GraphText(String structure, float[] numbers) {

  /** The two parts of a graph. */
  public static GraphText of(Graph graph) {
    Numbers written = new Numbers(new float[1024], 0);
    SimpleModule arrays = new SimpleModule();
    arrays.addSerializer(Tensor.class, new Writing(written));
    try {
      String structure = mapper(arrays).writeValueAsString(graph);
      return new GraphText(structure, Arrays.copyOf(written.values, written.at));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a graph can always be written", e);
    }
  }

  /**
   * The graph.
   *
   * @throws GraphException if these are not the parts of one
   */
  public Graph graph() {
    Numbers left = new Numbers(numbers, 0);
    SimpleModule arrays = new SimpleModule();
    arrays.addDeserializer(Tensor.class, new Reading(left));
    Graph graph;
    try {
      graph = mapper(arrays).readValue(structure, Graph.class);
    } catch (JsonProcessingException e) {
      throw new GraphException("the text of a graph cannot be read: " + e.getOriginalMessage());
    }
    if (graph == null) {
      throw new GraphException("the text of a graph is empty");
    }
    if (left.at != numbers.length) {
      throw new GraphException(
          "a graph of " + left.at + " numbers is given " + numbers.length + " of them");
    }
    return graph;
  }

  private static ObjectMapper mapper(SimpleModule arrays) {
    return JsonMapper.builder()
        .addModule(arrays)
        .addMixIn(Node.class, Kinds.class)
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .build();
  }

  /** The names of the kinds of nodes. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
  @JsonSubTypes({
    @Type(value = Input.class, name = "input"),
    @Type(value = Output.class, name = "output"),
    @Type(value = Affine.class, name = "affine"),
    @Type(value = Convolve.class, name = "convolve"),
    @Type(value = Pool.class, name = "pool"),
    @Type(value = Scale.class, name = "scale"),
    @Type(value = Flatten.class, name = "flatten"),
    @Type(value = Delay.class, name = "delay"),
    @Type(value = Threshold.class, name = "threshold"),
    @Type(value = Rectifier.class, name = "rectifier"),
    @Type(value = Neurons.class, name = "neurons"),
    @Type(value = Subgraph.class, name = "graph")
  })
  private interface Kinds {}

  /** Numbers, and how many of them have been written or read. */
  private static final class Numbers {

    private float[] values;
    private int at;

    Numbers(float[] values, int at) {
      this.values = values;
      this.at = at;
    }

    void write(float[] more) {
      int end = Math.addExact(at, more.length);
      if (end > values.length) {
        values = Arrays.copyOf(values, (int) Math.max(end, Math.min(2L * end, 1 << 28)));
      }
      System.arraycopy(more, 0, values, at, more.length);
      at = end;
    }

    float[] read(long count) {
      if (count > values.length - at) {
        throw new GraphException("the graph has fewer numbers than its dimensions say");
      }
      float[] read = Arrays.copyOfRange(values, at, at + (int) count);
      at += (int) count;
      return read;
    }
  }

  private static final class Writing extends JsonSerializer<Tensor> {

    private final Numbers numbers;

    Writing(Numbers numbers) {
      this.numbers = numbers;
    }

    @Override
    public void serialize(Tensor tensor, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (int dimension : tensor.dimensions()) {
        out.writeNumber(dimension);
      }
      out.writeEndArray();
      numbers.write(tensor.values());
    }
  }

  private static final class Reading extends JsonDeserializer<Tensor> {

    private final Numbers numbers;

    Reading(Numbers numbers) {
      this.numbers = numbers;
    }

    @Override
    public Tensor deserialize(JsonParser in, DeserializationContext context) throws IOException {
      List<Integer> dimensions = new ArrayList<>();
      for (int dimension : in.readValueAs(int[].class)) {
        if (dimension < 1) {
          throw new GraphException("an array of the graph has a dimension of " + dimension);
        }
        dimensions.add(dimension);
      }
      try {
        return new Tensor(dimensions, numbers.read(Tensor.size(dimensions)));
      } catch (ArithmeticException e) {
        throw new GraphException("an array of the graph is too large: " + dimensions);
      }
    }
  }
}
