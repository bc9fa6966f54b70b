package io.firstspike.engine.nd4j.tensor;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Conditions as tensors of floats, 1 where they hold and 0 elsewhere: ND4J's own, of booleans, take
 * ten times as long.
 */
@API(status = Status.INTERNAL)
public final class Masks {

  private Masks() {}

  /** Where {@code x} exceeds {@code limit}; a new tensor in the order of {@code x}. */
  public static INDArray above(INDArray x, float limit) {
    return above(x, limit, x.ulike());
  }

  /** Writes where {@code x} exceeds {@code limit} into {@code mask}. */
  public static INDArray above(INDArray x, float limit, INDArray mask) {
    return Nd4j.getExecutioner().exec(new Step(x, mask, limit));
  }

  /** Where {@code x} equals {@code value}. */
  public static INDArray equal(INDArray x, Number value) {
    return x.eq(value).castTo(DataType.FLOAT);
  }

  /** Where {@code x} equals {@code other}. */
  public static INDArray equal(INDArray x, INDArray other) {
    return x.eq(other).castTo(DataType.FLOAT);
  }

  /** Where {@code mask} does not hold. */
  public static INDArray not(INDArray mask) {
    return mask.rsub(1);
  }

  /**
   * Chooses between finite numbers: {@code yes} where {@code mask} holds, else {@code no}. Both
   * products are exact, and one of them is 0.
   */
  public static INDArray choose(INDArray mask, INDArray yes, INDArray no) {
    return mask.mul(yes).addi(not(mask).muli(no));
  }

  /** Chooses between finite numbers. */
  public static INDArray choose(INDArray mask, float yes, float no) {
    return mask.mul(yes).addi(not(mask).muli(no));
  }

  /** Chooses between finite numbers. */
  public static INDArray choose(INDArray mask, INDArray yes, float no) {
    return mask.mul(yes).addi(not(mask).muli(no));
  }
}
