package io.firstspike.engine.nd4j.encode;

import io.firstspike.engine.nd4j.tensor.Batches;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rank-order coding: the stronger an intensity, the earlier its spike. The cell of rank r fires in
 * time step {@code r / max(1, n / steps)}, where n is the number of cells that are not 0; the last
 * few, and cells that are not positive, stay silent.
 *
 * <p>Cells are sorted by a key of 64 bits: the bits of the intensity, which for positive floats are
 * in the order of their values, then the flat index, reversed, so that of equal ones the first
 * comes first.
 */
@API(status = Status.INTERNAL)
public final class RankOrder {

  private static final long HALF_WORD = 1L << 16;
  private static final long INDEX = 0x7fffffff;

  private RankOrder() {}

  /** The latencies of intensities, (N, C, H, W). */
  public static INDArray latencies(INDArray intensities, int steps) {
    long count = intensities.size(0);
    int size = (int) (intensities.length() / count);
    INDArray cells = intensities.reshape(count, size);
    long[][] sorted = Nd4j.sort(keys(cells), 1, false).toLongMatrix();
    long[] live = cells.neq(0).castTo(DataType.INT64).sum(1).toLongVector();
    float[] latencies = new float[Math.multiplyExact((int) count, size)];
    Arrays.fill(latencies, steps);
    for (int i = 0; i < count; i++) {
      long perStep = Math.max(1, live[i] / steps);
      for (int rank = 0; rank < Math.min(size, perStep * steps); rank++) {
        long key = sorted[i][rank];
        if (key >> Integer.SIZE > 0) {
          latencies[i * size + (int) (INDEX - (key & INDEX))] = rank / perStep;
        }
      }
    }
    return Batches.of(latencies, (int) count, Batches.shape(intensities));
  }

  private static INDArray keys(INDArray cells) {
    INDArray bits = Nd4j.create(DataType.INT32, cells.shape());
    Nd4j.exec(
        DynamicCustomOp.builder("bitcast")
            .addInputs(cells)
            .addOutputs(bits)
            .addIntegerArguments(DataType.INT32.toInt())
            .build());
    INDArray reversed =
        Nd4j.createFromArray(LongStream.range(0, cells.size(1)).map(i -> INDEX - i).toArray())
            .reshape(1, cells.size(1));
    return bits.castTo(DataType.INT64)
        .muli(HALF_WORD)
        .muli(HALF_WORD)
        .addi(reversed.broadcast(cells.shape()));
  }
}
