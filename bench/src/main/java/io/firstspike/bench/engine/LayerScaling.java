package io.firstspike.bench.engine;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Table;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Measurements of how the cost of a layer whose weights are ones grows with the image and with the
 * number of maps: the first layer of {@code firstspike-2026}, with random ones, on digits drawn
 * larger.
 *
 * @param rows one a measurement
 */
record LayerScaling(List<Map<String, Object>> rows) {

  private static final int DIGITS = 20;
  private static final int ONES = 33;

  static LayerScaling measure(Dataset digits) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int side : new int[] {28, 56, 112, 224, 512}) {
      rows.add(measure(digits, side, 250));
    }
    for (int maps : new int[] {30, 100, 250, 500, 1000}) {
      rows.add(measure(digits, 28, maps));
    }
    return new LayerScaling(rows);
  }

  private static Map<String, Object> measure(Dataset digits, int side, int maps) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    InputSpec input = new InputSpec(side, side, null, null, null);
    Encoder encoder = new Encoder(input, spec.encoding());
    FeatureSpec layer = spec.features().get(0);
    LayerWeights synapses = ofRandomOnes(encoder.output(), maps, Window.square(5, 1, 2));
    FeatureLayer fires =
        new FeatureLayer(synapses, layer.frozenThresholds(), layer.pool().pooling());
    Volley[] encoded = new Volley[DIGITS];
    double spikes = 0;
    double operations = 0;
    for (int i = 0; i < DIGITS; i++) {
      encoded[i] = encoder.encode(drawn(digits.image(i), side));
      spikes += (double) encoded[i].count() / DIGITS;
      operations += (double) operations(synapses.layout(), encoded[i]) / DIGITS;
    }
    VolleyBuffer buffer = new VolleyBuffer(fires.output());
    int count = Math.max(10, 10_000_000 / (side * side * maps));
    Throughput throughput =
        Throughput.of(12, count, i -> fires.forwardAtAll(encoded[i % DIGITS], buffer));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("side", side);
    row.put("maps", maps);
    row.put("micros", throughput.micros());
    row.put("spikes", spikes);
    row.put("synapticOperations", operations);
    row.put("operationsPerNano", operations / throughput.micros() / 1000);
    return row;
  }

  private static LayerWeights ofRandomOnes(Shape input, int maps, Window window) {
    LayerWeights synapses = new LayerWeights(new Convolution(input, maps, window));
    Random random = new Random(1);
    for (int map = 0; map < maps; map++) {
      float[] row = new float[synapses.layout().fan()];
      for (int i = 0; i < ONES; i++) {
        row[random.nextInt(row.length)] = 1;
      }
      synapses.setRow(map, row);
    }
    return synapses;
  }

  /** Synapses of ones that spikes reach. */
  private static long operations(Convolution synapses, Volley volley) {
    Shape input = synapses.input();
    long reached = 0;
    for (int i = 0; i < volley.count(); i++) {
      int location = volley.spike(i) % input.locations();
      reached += synapses.reaches(location / input.width(), location % input.width());
    }
    return reached * synapses.output().maps();
  }

  private static Image drawn(Image digit, int side) {
    BufferedImage small =
        new BufferedImage(digit.width(), digit.height(), BufferedImage.TYPE_BYTE_GRAY);
    small.getRaster().setDataElements(0, 0, digit.width(), digit.height(), digit.samples());
    BufferedImage large = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(small, 0, 0, side, side, null);
    graphics.dispose();
    return Image.grey(side, side, ((DataBufferByte) large.getRaster().getDataBuffer()).getData());
  }

  Table table() {
    Table table =
        Table.empty().row("pixels", "maps", "time", "spikes", "synaptic operations", "a ns");
    for (Map<String, Object> row : rows) {
      table =
          table.row(
              row.get("side") + "x" + row.get("side"),
              row.get("maps").toString(),
              String.format(Locale.ROOT, "%,.0f us", (double) row.get("micros")),
              Figures.count(Math.round((double) row.get("spikes"))),
              Figures.count(Math.round((double) row.get("synapticOperations"))),
              String.format(Locale.ROOT, "%.0f", (double) row.get("operationsPerNano")));
    }
    return table;
  }
}
