package io.firstspike.engine.nd4j.gradient;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of a graph that is computed again and again: all arrays of a training step lie where those
 * of the step before lay. SameDiff's own hands them back to the system, which then costs as much as
 * the computation. Results have to be copied before {@link #again}. Not thread-safe.
 */
final class StepMemory extends AbstractMemoryMgr {

  private record Kind(DataType type, char order, List<Long> dimensions) {}

  private record Lent(Kind kind, INDArray array) {}

  private final Map<Kind, Deque<INDArray>> free = new HashMap<>();
  private final List<Lent> lent = new ArrayList<>();

  @Override
  public INDArray allocate(boolean detached, DataType type, long... dimensions) {
    return lend(type, 'c', dimensions);
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return descriptor.isEmpty()
        ? Nd4j.create(descriptor)
        : lend(descriptor.dataType(), descriptor.getOrder(), descriptor.getShape());
  }

  private INDArray lend(DataType type, char order, long... dimensions) {
    Kind kind = new Kind(type, order, Arrays.stream(dimensions).boxed().toList());
    INDArray array = free.computeIfAbsent(kind, any -> new ArrayDeque<>()).poll();
    if (array == null) {
      array = Nd4j.createUninitializedDetached(type, order, dimensions);
    }
    lent.add(new Lent(kind, array));
    return array;
  }

  @Override
  public void release(INDArray array) {
    // All are taken back at once, as some arrays are views of others.
  }

  /** Takes back all arrays of the step that has ended. */
  void again() {
    lent.forEach(one -> free.get(one.kind()).add(one.array()));
    lent.clear();
  }

  @Override
  public void close() {
    again();
    free.values().forEach(arrays -> arrays.forEach(INDArray::close));
    free.clear();
  }
}
