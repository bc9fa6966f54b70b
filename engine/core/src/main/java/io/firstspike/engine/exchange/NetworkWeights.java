package io.firstspike.engine.exchange;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.text.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Weights of a whole network in the form of other libraries: one array for each layer ({@link
 * LayerArray}), under the layer's name. Immutable, but the arrays are not copied.
 */
@API(status = Status.MAINTAINED)
public final class NetworkWeights {

  /** The most names in a message. */
  private static final int NAMES_SHOWN = 8;

  private record Entry(String origin, NumericArray array) {}

  private final String origin;
  private final Map<String, Entry> entries;

  private NetworkWeights(String origin, Map<String, Entry> entries) {
    this.origin = origin;
    this.entries = entries;
  }

  /**
   * Copies the weights of all layers of {@code network}, first layer first, those of hidden neurons
   * last. The sums of an averaged decision layer are not included; to export averages, use the
   * network of {@link Network#serving}.
   */
  public static NetworkWeights of(Network network) {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    tables(network.spec())
        .forEach(
            (name, table) -> arrays.put(name, LayerArray.read(network.weights().table(table))));
    return of(network.spec().name(), arrays);
  }

  /**
   * Creates weights from named arrays.
   *
   * @param origin name of their source in error messages, such as a file
   */
  public static NetworkWeights of(String origin, Map<String, NumericArray> arrays) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    arrays.forEach((name, array) -> entries.put(name, new Entry(origin + "!" + name, array)));
    return new NetworkWeights(origin, entries);
  }

  /** The arrays by name. */
  public Map<String, NumericArray> arrays() {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    entries.forEach((name, entry) -> arrays.put(name, entry.array()));
    return arrays;
  }

  /** Whether there is an array of this name. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * These weights with some arrays renamed.
   *
   * @param names new names by old names, such as {@code S1} by {@code conv1.weight}
   * @throws FormatException if there is no array of an old name, or two arrays would have the same
   *     name
   */
  public NetworkWeights renamed(Map<String, String> names) {
    for (String name : names.keySet()) {
      if (!has(name)) {
        throw new FormatException(
            origin
                + " has no array "
                + name
                + " to rename; it has "
                + shown(entries.keySet())
                + NearestName.hint(name, entries.keySet()));
      }
    }
    Map<String, Entry> renamed = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          String target = names.getOrDefault(name, name);
          if (renamed.put(target, entry) != null) {
            throw new FormatException(
                origin + " has two arrays for " + target + "; give each a name of its own");
          }
        });
    return new NetworkWeights(origin, renamed);
  }

  /**
   * Creates a network with these weights. They are used unchanged, even in a layer whose spec
   * rounds what it learns to 0 and 1.
   *
   * @throws FormatException if a layer has no array, an array has no layer, or its dimensions or
   *     numbers do not fit
   */
  Network network(NetworkSpec spec) {
    return network(spec, layerNames(spec), Network.fresh(spec, 0));
  }

  /**
   * Creates a network with these weights. They are used unchanged, even in a layer whose spec
   * rounds what it learns to 0 and 1. The arrays of the decision layer may be missing.
   *
   * @param seed seed of random first weights for the decision layer, used where its array is
   *     missing
   * @throws FormatException if a feature layer has no array, an array has no layer, or its
   *     dimensions or numbers do not fit
   */
  public Network network(NetworkSpec spec, long seed) {
    List<String> needed = new ArrayList<>(layerNames(spec));
    needed.subList(spec.features().size(), needed.size()).clear();
    return network(spec, needed, Network.fresh(spec, seed));
  }

  private Network network(NetworkSpec spec, List<String> needed, Network first) {
    requireNames(spec, needed, first);
    float[][][] weights = first.weights().toArrays();
    tables(spec)
        .forEach(
            (name, table) -> {
              Entry entry = entries.get(name);
              if (entry != null) {
                weights[table] =
                    LayerArray.rows(entry.origin(), entry.array(), layout(first, table));
              }
            });
    return Network.withWeights(spec, weights);
  }

  private void requireNames(NetworkSpec spec, List<String> needed, Network network) {
    List<String> layers = layerNames(spec);
    List<String> missing = new ArrayList<>();
    for (String name : needed) {
      if (!has(name)) {
        int[] dimensions = LayerArray.dimensions(layout(network, tables(spec).get(name)));
        missing.add(name + " " + Arrays.toString(dimensions));
      }
    }
    List<String> surplus = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          if (!layers.contains(name)) {
            surplus.add(name + " " + Arrays.toString(entry.array().dimensions()));
          }
        });
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      throw new FormatException(
          origin
              + " does not fit "
              + spec.name()
              + ": "
              + (missing.isEmpty() ? "" : "no array for layer " + shown(missing) + "; ")
              + (surplus.isEmpty() ? "" : "no layer for array " + shown(surplus) + "; ")
              + "rename arrays after their layers "
              + shown(layers)
              + ", or ignore those of no layer");
    }
  }

  /** The names of the layers of {@code spec}, which are those of their arrays. */
  public static List<String> layerNames(NetworkSpec spec) {
    return List.copyOf(tables(spec).keySet());
  }

  /** The index of each table that has an array, by its name. */
  private static Map<String, Integer> tables(NetworkSpec spec) {
    Map<String, Integer> tables = new LinkedHashMap<>();
    List<WeightTable> all = spec.tables();
    for (int table = 0; table < all.size(); table++) {
      if (all.get(table).kind() == Kind.WEIGHTS || all.get(table).kind() == Kind.HIDDEN) {
        tables.put(all.get(table).name(), table);
      }
    }
    return tables;
  }

  private static Convolution layout(Network network, int table) {
    return network.weights().table(table).layout();
  }

  private static String shown(Collection<String> names) {
    String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    return names.size() <= NAMES_SHOWN
        ? shown
        : shown + " and " + (names.size() - NAMES_SHOWN) + " more";
  }
}
