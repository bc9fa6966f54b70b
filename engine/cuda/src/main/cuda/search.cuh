// Neurons that fire first, or are the strongest, and so decide: decisions by the order of first
// spikes. (STDP of feature layers: features.cuh; R-STDP of decision layers: rewards.cuh.)
//
// While one image is looked at, weights are constant. Which neuron of a location survives (the
// first to fire; of those in the same time step, the highest potential, then the lowest map) hangs
// on no other location, and the winners are chosen among the survivors in the end.
#pragma once

#include "device.cuh"
#include "layer.cuh"

// Changes of weights by STDP, and the bounds of weights. Java writes it in this order.
struct FsRule {
  float potentiation, depression, lower, upper;
  int stabilised;
};

constexpr float FS_MIN_NORMAL = 1.17549435e-38f;

// A weight within its bounds; denormal numbers become 0, as in core's Stdp.
__device__ __forceinline__ float fs_clamp(float weight, const FsRule& rule) {
  const float clamped = fmaxf(rule.lower, fminf(rule.upper, weight));
  return fabsf(clamped) < FS_MIN_NORMAL ? 0.0f : clamped;
}

// The weight of a synapse after STDP; inTime: its input fired no later than the neuron.
__device__ __forceinline__ float fs_stdp(float weight, bool inTime, const FsRule& rule) {
  const float rate = inTime ? rule.potentiation : rule.depression;
  const float change =
      rule.stabilised ? rate * ((weight - rule.lower) * (rule.upper - weight)) : rate;
  return fs_clamp(weight + change, rule);
}

// Whether a neuron of the whole input stands for a retired label, by the weight of its first synapse
// (core's RetiredLabel).
__device__ __forceinline__ bool fs_retired(float first) { return first <= -500; }

// What a location offers to the competition: a neuron of a map, or none (map -1).
struct FsCandidate {
  int step, map;
  float potential;
};

// Bits of a float in the order of floats; 0 and -0 are the same.
__device__ __forceinline__ unsigned fs_ordered(float value) {
  const unsigned bits = __float_as_uint(value + 0.0f);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

__device__ __forceinline__ float fs_from_ordered(unsigned ordered) {
  return __uint_as_float(ordered >> 31 ? ordered & 0x7fffffffu : ~ordered);
}

// The time step of the input at a tap of the window of a location; `steps` if it is silent.
__device__ inline int fs_tap_time(const FsLayer& layer, const uint8_t* times, int location,
                                  int tap) {
  const int area = layer.windowHeight * layer.windowWidth;
  const int y = location / layer.width * layer.rowStride - layer.rowPadding;
  const int x = location % layer.width * layer.columnStride - layer.columnPadding;
  return fs_layer_time(layer, times, nullptr, tap / area, y + tap % area / layer.windowWidth,
                       x + tap % layer.windowWidth);
}

// A block's working memory. `list` lies in shared memory, or in global memory where it is too long.
struct FsBlock {
  unsigned long long* keys;  // 2
  float* potentials;         // maps
  int* ends;                 // FS_MAX_STEPS
  unsigned* list;            // fan
  int* neurons;              // winners: flat indices
  int* steps;                // winners: time steps
  float* strengths;          // winners: potentials

  __device__ FsBlock(const FsLayer& layer, int winners, unsigned* far) {
    unsigned char* shared = fs_shared();
    keys = (unsigned long long*)shared;
    potentials = (float*)(keys + 2);
    ends = (int*)(potentials + layer.maps);
    neurons = ends + FS_MAX_STEPS;
    steps = neurons + winners;
    strengths = (float*)(steps + winners);
    list = far != nullptr ? far + (long long)blockIdx.x * layer.fan
                          : (unsigned*)(strengths + winners);
  }

  // Lists the taps of a location whose input fires, by time step, then by tap. Whole block.
  __device__ void sort(const FsLayer& layer, const uint8_t* times, int location) {
    if (threadIdx.x < 32) {
      fs_layer_sort(layer, times, (const uint32_t*)nullptr,
                    location / layer.width * layer.rowStride - layer.rowPadding,
                    location % layer.width * layer.columnStride - layer.columnPadding, list, ends);
    }
    __syncthreads();
  }
};

// Adds the weights of a map from tap list[begin] to before list[end]. The loads of eight are under
// way at a time; the sum stays in the order of the list.
__device__ __forceinline__ float fs_add_taps(float sum, const FsLayer& layer, const float* weights,
                                             const unsigned* list, int begin, int end, int map) {
  const float* own = weights + map;
  float ahead[8];
  int i = begin;
  for (; i + 8 <= end; i += 8) {
#pragma unroll
    for (int k = 0; k < 8; k++) {
      ahead[k] = __ldcg(own + (long long)list[i + k] * layer.stride);
    }
#pragma unroll
    for (int k = 0; k < 8; k++) {
      sum += ahead[k];
    }
  }
  for (; i < end; i++) {
    sum += __ldcg(own + (long long)list[i] * layer.stride);
  }
  return sum;
}

// The neuron of a location that fires first, among maps below `taken` that are not silent. Whole
// block, after sort(). Only thread 0 gets the result.
__device__ inline FsCandidate fs_survivor(const FsLayer& layer, const float* weights,
                                          float threshold, int taken, const uint8_t* silent,
                                          FsBlock& block) {
  FsCandidate found = {layer.steps, -1, 0};
  for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
    block.potentials[map] = 0;
  }
  if (threadIdx.x == 0) {
    block.keys[0] = 0;
  }
  __syncthreads();
  int begin = 0;
  for (int t = 0; t < layer.steps; t++) {
    const int end = block.ends[t];
    if (end == begin) {
      continue;
    }
    unsigned long long best = 0;
    for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
      const float sum =
          fs_add_taps(block.potentials[map], layer, weights, block.list, begin, end, map);
      block.potentials[map] = sum;
      if (sum > threshold && map < taken && (silent == nullptr || !silent[map])) {
        const unsigned long long key =
            (unsigned long long)fs_ordered(sum) << 32 | (0xffffffffu - map);
        best = max(best, key);
      }
    }
    begin = end;
    if (__syncthreads_or(best != 0)) {
      if (best != 0) {
        atomicMax(&block.keys[0], best);
      }
      __syncthreads();
      if (threadIdx.x == 0) {
        found.step = t;
        found.map = (int)(0xffffffffu - (unsigned)block.keys[0]);
        found.potential = fs_from_ordered((unsigned)(block.keys[0] >> 32));
      }
      break;
    }
  }
  __syncthreads();
  return found;
}

__device__ __forceinline__ void fs_store(FsCandidate* to, const FsCandidate& candidate) {
  __stcg(&to->step, candidate.step);
  __stcg(&to->map, candidate.map);
  __stcg(&to->potential, candidate.potential);
}

__device__ __forceinline__ FsCandidate fs_load(const FsCandidate* from) {
  FsCandidate candidate;
  candidate.step = __ldcg(&from->step);
  candidate.map = __ldcg(&from->map);
  candidate.potential = __ldcg(&from->potential);
  return candidate;
}

// Whether a neuron of this map is among the first `count` winners.
__device__ inline bool fs_spent(const FsBlock& block, int locations, int count, int map) {
  for (int i = 0; i < count; i++) {
    if (block.neurons[i] / locations == map) {
      return true;
    }
  }
  return false;
}

// Chooses up to `winners` among the candidates: by time step, then the highest potential, then the
// lowest flat index; a winner excludes its map. Whole block; returns the number of winners to every
// thread.
__device__ inline int fs_choose(const FsLayer& layer, const FsCandidate* candidates, int winners,
                                FsBlock& block) {
  const int locations = layer.height * layer.width;
  const unsigned long long none = ~0ull;
  int count = 0;
  for (; count < winners; count++) {
    if (threadIdx.x == 0) {
      block.keys[0] = none;
      block.keys[1] = none;
    }
    __syncthreads();
    unsigned long long best = none;
    for (int location = threadIdx.x; location < locations; location += blockDim.x) {
      const FsCandidate one = fs_load(candidates + location);
      if (one.map >= 0 && !fs_spent(block, locations, count, one.map)) {
        best = min(best, (unsigned long long)one.step << 32 | (unsigned)~fs_ordered(one.potential));
      }
    }
    if (best != none) {
      atomicMin(&block.keys[0], best);
    }
    __syncthreads();
    const unsigned long long first = block.keys[0];
    if (first == none) {
      __syncthreads();
      break;
    }
    unsigned long long index = none;
    for (int location = threadIdx.x; location < locations; location += blockDim.x) {
      const FsCandidate one = fs_load(candidates + location);
      const unsigned long long key =
          (unsigned long long)one.step << 32 | (unsigned)~fs_ordered(one.potential);
      if (one.map >= 0 && key == first &&
          !fs_spent(block, locations, count, one.map)) {
        index = min(index, (unsigned long long)one.map * locations + location);
      }
    }
    if (index != none) {
      atomicMin(&block.keys[1], index);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      block.neurons[count] = (int)block.keys[1];
      block.steps[count] = (int)(first >> 32);
      block.strengths[count] = fs_from_ordered(~(unsigned)first);
    }
    __syncthreads();
  }
  return count;
}

// Decisions of images, one word after the other: see DecisionStage.
struct FsDecision {
  int map, location, step;
  float potential;
  int other;
  float otherPotential;
};

// Decides by the order of first spikes: a block an image at a time. candidates: of each block.
extern "C" __global__ void fs_decide_order(FsLayer layer, const float* weights,
                                           const uint8_t* times, int images, float threshold,
                                           int taken, int neuronsPerLabel, FsCandidate* candidates,
                                           unsigned* far, FsDecision* decisions) {
  const int winners = neuronsPerLabel + 1;
  FsBlock block(layer, winners, far);
  const int locations = layer.height * layer.width;
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  FsCandidate* own = candidates + (long long)blockIdx.x * locations;
  for (int image = blockIdx.x; image < images; image += gridDim.x) {
    for (int location = 0; location < locations; location++) {
      block.sort(layer, times + image * size, location);
      const FsCandidate one =
          fs_survivor(layer, weights, threshold, taken, (const uint8_t*)nullptr, block);
      if (threadIdx.x == 0) {
        fs_store(own + location, one);
      }
    }
    __threadfence_block();
    __syncthreads();
    const int count = fs_choose(layer, own, winners, block);
    if (threadIdx.x == 0) {
      FsDecision decision = {-1, 0, layer.steps - 1, 0, -1, 0};
      if (count > 0) {
        decision.map = block.neurons[0] / locations;
        decision.location = block.neurons[0] % locations;
        decision.step = block.steps[0];
        decision.potential = block.strengths[0];
        for (int i = count - 1; i > 0; i--) {
          const int map = block.neurons[i] / locations;
          if (map / neuronsPerLabel != decision.map / neuronsPerLabel) {
            decision.other = map;
            decision.otherPotential = block.strengths[i];
          }
        }
      }
      decisions[image] = decision;
    }
    __syncthreads();
  }
}
FS_KERNEL(fs_decide_order)

// The numbers of spikes of images: a warp an image.
extern "C" __global__ void fs_count_spikes(const uint8_t* times, long long size, int steps,
                                           int images, int* counts) {
  const int image = (int)(((long long)blockIdx.x * blockDim.x + threadIdx.x) / 32);
  if (image >= images) {
    return;
  }
  int sum = 0;
  for (long long i = threadIdx.x & 31; i < size; i += 32) {
    sum += times[image * size + i] < steps;
  }
  for (int distance = 16; distance > 0; distance /= 2) {
    sum += __shfl_xor_sync(0xffffffffu, sum, distance);
  }
  if ((threadIdx.x & 31) == 0) {
    counts[image] = sum;
  }
}
FS_KERNEL(fs_count_spikes)
