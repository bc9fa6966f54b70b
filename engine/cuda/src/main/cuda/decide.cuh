// Decision layers that decide by potential or by spike time, and the rules that teach them: the
// delta rule, the margin rule and S2-STDP. (Decisions by order and R-STDP: rewards.cuh.)
//
// Rules learn from labels one after the other, in one block: each label is learned from with the
// weights that the one before it has left. The inputs of a label that fire are listed beforehand,
// for all labels of a launch, a warp an image:
//
//     lists  unsigned [image][fan], by time step, then by tap      ends  int [image][FS_MAX_STEPS]
//
// A potential is a sum in the order of the list: a thread a map. What changes afterwards, changes
// each by itself: a thread a synapse.
#pragma once

#include "device.cuh"
#include "layer.cuh"
#include "search.cuh"

// The label that is decided for: of the neurons `potentials`, the strongest above `floor`, then the
// strongest of any other label; of equals the first. One thread.
__device__ inline void fs_decide_strongest(const float* potentials, int taken, int neuronsPerLabel,
                                           float floor, int& winner, int& other) {
  winner = -1;
  other = -1;
  float highest = floor;
  for (int map = 0; map < taken; map++) {
    if (potentials[map] > highest) {
      winner = map;
      highest = potentials[map];
    }
  }
  highest = floor;
  for (int map = 0; map < taken && winner >= 0; map++) {
    if (potentials[map] > highest && map / neuronsPerLabel != winner / neuronsPerLabel) {
      other = map;
      highest = potentials[map];
    }
  }
}

// Potential of one map: the sum of the weights of listed taps, or the mean of that sum over all
// time steps, to which an early spike contributes more.
__device__ inline float fs_potential(const float* weights, int stride, int map, const unsigned* list,
                                     const int* ends, int steps, int average) {
  float sum = 0;
  float mean = 0;
  int i = 0;
  for (int t = average ? 0 : steps - 1; t < steps; t++) {
    for (; i < ends[t]; i++) {
      sum += __ldcg(weights + (long long)list[i] * stride + map);
    }
    mean += sum / steps;
  }
  return average ? mean : sum;
}

// Decides by potential: a block an image at a time. counts: spikes of each image.
extern "C" __global__ void fs_decide_potentials(FsLayer layer, const float* weights,
                                                const uint8_t* times, const int* counts,
                                                int images, int taken, int neuronsPerLabel,
                                                float floor, int average, unsigned* far,
                                                FsDecision* decisions) {
  FsBlock block(layer, 0, far);
  const int locations = layer.height * layer.width;
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  // Where the strongest neuron of each map is: behind the list, if that is in shared memory.
  int* places = far != nullptr ? (int*)block.strengths : (int*)(block.list + layer.fan);
  for (int image = blockIdx.x; image < images; image += gridDim.x) {
    for (int location = 0; location < locations; location++) {
      block.sort(layer, times + image * size, location);
      for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
        const float potential = fs_potential(weights, layer.stride, map, block.list, block.ends,
                                             layer.steps, average);
        if (location == 0 || potential > block.potentials[map]) {
          block.potentials[map] = potential;
          places[map] = location;
        }
      }
      __syncthreads();
    }
    if (threadIdx.x == 0) {
      FsDecision decision = {-1, 0, layer.steps - 1, 0, -1, 0};
      if (counts[image] > 0) {
        fs_decide_strongest(block.potentials, taken, neuronsPerLabel, floor, decision.map,
                            decision.other);
        if (decision.map >= 0) {
          decision.location = places[decision.map];
          decision.potential = block.potentials[decision.map];
        }
        if (decision.other >= 0) {
          decision.otherPotential = block.potentials[decision.other];
        }
      }
      decisions[image] = decision;
    }
    __syncthreads();
  }
}
FS_KERNEL(fs_decide_potentials)

// Decides by potential where neurons see the whole input and which inputs fire is all that counts:
// a warp for some images at a time, as many as fit side by side.
//
//   lists   the warp takes 32 words of one image after the other, a lane a word; a prefix sum of
//           their ones gives each its place in the image's list of taps, until that is full
//   sums    a lane four maps of one image: with 10 maps, lanes 0-2 are image 0, lanes 3-5 image 1
//           ... Each adds the rows of its list one after the other, in the order of taps; eight rows
//           are on their way at a time. Beyond the end of a list it adds 0, which changes no sum:
//           sums begin with +0, and no sum of such is -0.
//
// An image of 2,250 words of which 2,300 bits are set, 10 maps: lists 70 x (18 + 6 x 5), sums 2,300 x
// (16 / 8 + 5) / 10: about 5,000 instructions of a warp.
//
// Shared memory of a warp: uint16 [side][pitch] (pitch = room + 8: lists begin in different banks),
// then float [side][maps, rounded up to 4]. Needs at most 128 maps and 65,536 taps; room is at least
// the bits of 32 words, and a multiple of 8.
constexpr int FS_MOST_SIDE = 10;

extern "C" __global__ void fs_decide_bits(const uint32_t* bits, int words, int wordsPerRow,
                                          int width, const float* weights, int stride, int maps,
                                          int steps, int images, int taken, int neuronsPerLabel,
                                          float floor, int room, FsDecision* decisions) {
  const unsigned all = 0xffffffffu;
  const int lane = threadIdx.x & 31;
  const int quads = (maps + 3) / 4;
  const int side = min(FS_MOST_SIDE, 32 / quads);
  const int pitch = room + 8;
  const long long warp = ((long long)blockIdx.x * blockDim.x + threadIdx.x) / 32;
  if (warp * side >= images) {
    return;
  }
  const int first = (int)(warp * side);
  const int here = min(side, images - first);
  unsigned char* shared =
      fs_shared() + (threadIdx.x / 32) * side * (pitch * 2 + quads * 4 * (int)sizeof(float));
  uint16_t* lists = (uint16_t*)shared;
  float* potentials = (float*)(lists + side * pitch);
  const int own = lane / quads;
  const float* column = weights + lane % quads * 4;
  float sums[4] = {0, 0, 0, 0};
  // Lane p: the next word of image p, and its spikes so far.
  int next = 0;
  int spikes = 0;
  while (__any_sync(all, lane < here && next < words)) {
    int filled = 0;
    for (int p = 0; p < here; p++) {
      const uint32_t* image = bits + (long long)(first + p) * words;
      int at = __shfl_sync(all, next, p);
      int count = 0;
      for (; at < words; at += 32) {
        const int i = at + lane;
        uint32_t word = i < words ? __ldg(image + i) : 0;
        const int ones = __popc(word);
        int upTo = ones;
        for (int distance = 1; distance < 32; distance *= 2) {
          const int other = __shfl_up_sync(all, upTo, distance);
          upTo += lane >= distance ? other : 0;
        }
        const int more = __shfl_sync(all, upTo, 31);
        if (count + more > room) {
          break;
        }
        uint16_t* place = lists + p * pitch + count + upTo - ones;
        const int tap = i / wordsPerRow * width + i % wordsPerRow * 32;
        for (; word != 0; word &= word - 1) {
          *place++ = (uint16_t)(tap + __ffs(word) - 1);
        }
        count += more;
      }
      if (lane == p) {
        next = at;
        filled = count;
        spikes += count;
      }
    }
    __syncwarp();
    const int listed = __shfl_sync(all, filled, own);
    const int count = own < here ? listed : 0;
    const uint16_t* list = lists + own * pitch;
    for (int i = 0; i < count; i += 8) {
      float rows[8][4];
#pragma unroll
      for (int j = 0; j < 8; j++) {
        const bool there = i + j < count;
        const float4* row =
            (const float4*)(column + (long long)(there ? list[i + j] : 0) * stride);
        const float4 four = there ? __ldg(row) : make_float4(0, 0, 0, 0);
        rows[j][0] = four.x;
        rows[j][1] = four.y;
        rows[j][2] = four.z;
        rows[j][3] = four.w;
      }
#pragma unroll
      for (int j = 0; j < 8; j++) {
#pragma unroll
        for (int k = 0; k < 4; k++) {
          sums[k] += rows[j][k];
        }
      }
    }
    __syncwarp();
  }
  if (own < here) {
    for (int k = 0; k < 4; k++) {
      potentials[(own * quads + lane % quads) * 4 + k] = sums[k];
    }
  }
  __syncwarp();
  if (lane < here) {
    const float* mine = potentials + lane * quads * 4;
    FsDecision decision = {-1, 0, steps - 1, 0, -1, 0};
    if (spikes > 0) {
      fs_decide_strongest(mine, taken, neuronsPerLabel, floor, decision.map, decision.other);
      decision.potential = decision.map >= 0 ? mine[decision.map] : 0;
      decision.otherPotential = decision.other >= 0 ? mine[decision.other] : 0;
    }
    decisions[first + lane] = decision;
  }
}
FS_KERNEL(fs_decide_bits)

// The sum before each thread of a block of at most 32 warps, and that of all. warpSums: an int for
// each warp, in shared memory. Whole block.
__device__ inline int fs_block_before(int value, int* warpSums, int& total) {
  const unsigned all = 0xffffffffu;
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x / 32;
  int upTo = value;
  for (int distance = 1; distance < 32; distance *= 2) {
    const int other = __shfl_up_sync(all, upTo, distance);
    upTo += lane >= distance ? other : 0;
  }
  if (lane == 31) {
    warpSums[warp] = upTo;
  }
  __syncthreads();
  int warpsUpTo = lane < (int)blockDim.x / 32 ? warpSums[lane] : 0;
  const int own = __shfl_sync(all, warpsUpTo, warp);
  for (int distance = 1; distance < 32; distance *= 2) {
    const int other = __shfl_up_sync(all, warpsUpTo, distance);
    warpsUpTo += lane >= distance ? other : 0;
  }
  total = __shfl_sync(all, warpsUpTo, 31);
  return __shfl_sync(all, warpsUpTo, warp) - own + upTo - value;
}

// Rows of weights that are added up from registers at a time.
constexpr int FS_FEW_ROWS = 16;

// Loads of a thread that are on their way at a time.
constexpr int FS_FEW_LOADS = 4;

// The same as fs_decide_bits for few images: a block an image, so that a decision takes little more
// than its longest chain, the sum of one map's weights.
//
//   list   a thread some neighbouring words; a prefix sum of their ones through the block gives each
//          thread its place in the list of taps
//   sums   the first warps, lane = map, add up a tile of rows in shared memory, FS_FEW_ROWS from
//          registers while as many come; the other warps fetch the next tile, four maps a load. The
//          last rows are filled up with zeros, which change no sum (see there)
//
// 2,300 rows of 10 maps: seven tiles of 336 rows. Warp 0: 336 additions of 4 cycles each, with loads in
// their shade. Others: 1,008 loads by 480 threads, on their way together.
//
// Shared memory: two tiles, float [tileRows][pitch] (pitch: maps, rounded up to 4; tileRows: a
// multiple of FS_FEW_ROWS); float [pitch]; 32 ints; uint16 [taps]. Needs at most 65,536 taps, and more
// warps than hold a lane for each map.
extern "C" __global__ void __launch_bounds__(512) fs_decide_few(
    const uint32_t* bits, int words, int wordsPerRow, int width, const float* weights, int stride,
    int maps, int steps, int taken, int neuronsPerLabel, float floor, int tileRows,
    FsDecision* decisions) {
  const int quads = (maps + 3) / 4;
  const int pitch = 4 * quads;
  const int adders = (maps + 31) / 32 * 32;
  float* tiles = (float*)fs_shared();
  float* potentials = tiles + 2 * tileRows * pitch;
  int* warpSums = (int*)(potentials + pitch);
  uint16_t* list = (uint16_t*)(warpSums + 32);
  const uint32_t* image = bits + (long long)blockIdx.x * words;
  const int each = (words + blockDim.x - 1) / blockDim.x;
  const int begin = min(words, (int)threadIdx.x * each);
  const int end = min(words, begin + each);
  int ones = 0;
#pragma unroll 8
  for (int i = begin; i < end; i++) {
    ones += __popc(__ldg(image + i));
  }
  int count;
  uint16_t* place = list + fs_block_before(ones, warpSums, count);
  for (int i = begin; i < end; i++) {
    const int tap = i / wordsPerRow * width + i % wordsPerRow * 32;
    for (uint32_t word = __ldg(image + i); word != 0; word &= word - 1) {
      *place++ = (uint16_t)(tap + __ffs(word) - 1);
    }
  }
  __syncthreads();
  const int map = threadIdx.x;
  float sum = 0;
  for (int from = -tileRows; from < count; from += tileRows) {
    const float* here = tiles + ((from / tileRows) & 1) * tileRows * pitch;
    float4* ahead = (float4*)(tiles + ((from / tileRows + 1) & 1) * tileRows * pitch);
    if (map < adders) {
      const int rows = from < 0 || map >= maps ? 0 : min(tileRows, count - from);
      const float* mine = here + map;
      float now[FS_FEW_ROWS];
#pragma unroll
      for (int j = 0; j < FS_FEW_ROWS; j++) {
        now[j] = rows > 0 ? mine[j * pitch] : 0.0f;
      }
      for (int i = 0; i < rows; i += FS_FEW_ROWS) {
        float next[FS_FEW_ROWS];
        // Behind the last rows there is none to come: the first ones are read again, for nothing.
        const float* coming = mine + (i + FS_FEW_ROWS < rows ? i + FS_FEW_ROWS : 0) * pitch;
#pragma unroll
        for (int j = 0; j < FS_FEW_ROWS; j++) {
          next[j] = coming[j * pitch];
        }
#pragma unroll
        for (int j = 0; j < FS_FEW_ROWS; j++) {
          sum += now[j];
        }
#pragma unroll
        for (int j = 0; j < FS_FEW_ROWS; j++) {
          now[j] = next[j];
        }
      }
    } else {
      const int first = from + tileRows;
      const int rows = min(tileRows, count - first);
      const int loads = (rows + FS_FEW_ROWS - 1) / FS_FEW_ROWS * FS_FEW_ROWS * quads;
      const int step = blockDim.x - adders;
      for (int begun = threadIdx.x - adders; begun < loads; begun += FS_FEW_LOADS * step) {
        float4 fetched[FS_FEW_LOADS];
#pragma unroll
        for (int j = 0; j < FS_FEW_LOADS; j++) {
          const int row = (begun + j * step) / quads;
          const int tap = row < rows ? list[first + row] : 0;
          const float4* from4 = (const float4*)(weights + (long long)tap * stride);
          fetched[j] = row < rows ? __ldg(from4 + (begun + j * step) % quads)
                                  : make_float4(0, 0, 0, 0);
        }
#pragma unroll
        for (int j = 0; j < FS_FEW_LOADS; j++) {
          if (begun + j * step < loads) {
            ahead[begun + j * step] = fetched[j];
          }
        }
      }
    }
    __syncthreads();
  }
  if (map < maps) {
    potentials[map] = sum;
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    FsDecision decision = {-1, 0, steps - 1, 0, -1, 0};
    if (count > 0) {
      fs_decide_strongest(potentials, taken, neuronsPerLabel, floor, decision.map, decision.other);
      decision.potential = decision.map >= 0 ? potentials[decision.map] : 0;
      decision.otherPotential = decision.other >= 0 ? potentials[decision.other] : 0;
    }
    decisions[blockIdx.x] = decision;
  }
}
FS_KERNEL(fs_decide_few)

// Spike time of one map, finer than time steps: within a step the potential rises linearly.
// `potential` becomes that after the last time step.
__device__ inline float fs_spike_time(const float* weights, int stride, int map,
                                      const unsigned* list, const int* ends, int steps,
                                      float threshold, float& potential) {
  float time = (float)steps;
  float now = 0;
  int i = 0;
  for (int t = 0; t < steps; t++) {
    const float before = now;
    for (; i < ends[t]; i++) {
      now += __ldcg(weights + (long long)list[i] * stride + map);
    }
    if (time == steps && now > threshold) {
      time = t + (threshold - before) / (now - before);
    }
  }
  potential = now;
  return time;
}

// The first neuron to fire that is not of label `except`; of equals the strongest, then the first.
__device__ inline int fs_first_in_time(const float* fired, const float* potentials, int taken,
                                       int neuronsPerLabel, int steps, int except) {
  int first = -1;
  for (int map = 0; map < taken; map++) {
    if (fired[map] < steps && map / neuronsPerLabel != except &&
        (first < 0 || fired[map] < fired[first] ||
         (fired[map] == fired[first] && potentials[map] > potentials[first]))) {
      first = map;
    }
  }
  return first;
}

// Decides by spike time: a block an image at a time. Shared memory: as FsBlock, then the spike
// times of all maps.
extern "C" __global__ void fs_decide_times(FsLayer layer, const float* weights,
                                           const uint8_t* times, int images, float threshold,
                                           int taken, int neuronsPerLabel, unsigned* far,
                                           FsDecision* decisions) {
  FsBlock block(layer, 0, far);
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  float* fired = far != nullptr ? block.strengths : (float*)(block.list + layer.fan);
  for (int image = blockIdx.x; image < images; image += gridDim.x) {
    block.sort(layer, times + image * size, 0);
    for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
      fired[map] = fs_spike_time(weights, layer.stride, map, block.list, block.ends, layer.steps,
                                 threshold, block.potentials[map]);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      FsDecision decision = {-1, 0, layer.steps - 1, 0, -1, 0};
      decision.map =
          fs_first_in_time(fired, block.potentials, taken, neuronsPerLabel, layer.steps, -1);
      if (decision.map >= 0) {
        decision.step = (int)fired[decision.map];
        decision.potential = block.potentials[decision.map];
        decision.other = fs_first_in_time(fired, block.potentials, taken, neuronsPerLabel,
                                          layer.steps, decision.map / neuronsPerLabel);
        if (decision.other >= 0) {
          decision.otherPotential = block.potentials[decision.other];
        }
      }
      decisions[image] = decision;
    }
    __syncthreads();
  }
}
FS_KERNEL(fs_decide_times)

// Lists the inputs that fire, of layers whose neurons see the whole input: a warp an image.
extern "C" __global__ void fs_list_inputs(FsLayer layer, const uint8_t* times, int images,
                                          unsigned* lists, int* ends) {
  const int image = (int)(((long long)blockIdx.x * blockDim.x + threadIdx.x) / 32);
  if (image < images) {
    fs_layer_sort(layer, times + (long long)image * layer.fan, (const uint32_t*)nullptr, 0, 0,
                  lists + (long long)image * layer.fan, ends + (long long)image * FS_MAX_STEPS);
  }
}
FS_KERNEL(fs_list_inputs)

// What rules of decision layers need to know. Java writes it in this order.
struct FsTeacher {
  int taken, neuronsPerLabel;
  float floor;      // potential above which a neuron can decide
  float threshold;  // S2-STDP
  int latencies;    // whether an early spike counts more
  int adaptive;     // delta rule: step sizes of their own
  float margin;     // margin rule
  float right, other;  // delta rule: targets of the right neuron and of all others
  FsRule reward, punishment;  // bounds of the margin rule's and S2-STDP's weights
  float gap, potentiation, depression, competition;  // S2-STDP
  int labels;
};

// One synapse of a neuron that sees the whole input, by STDP.
__device__ __forceinline__ void fs_change(float* weights, float* lags, long long at, bool inTime,
                                          const FsRule& rule, float before) {
  const float old = __ldcg(weights + at);
  const float now = fs_stdp(old, inTime, rule);
  __stcg(weights + at, now);
  if (lags != nullptr) {
    lags[at] = lags[at] + (now - old) * before;
  }
}

// All synapses of a neuron that sees the whole input, by STDP, unless its label is retired. If the
// others are not depressed, only those change whose input fires by `step`. Whole block.
__device__ inline void fs_learn_whole(const FsLayer& layer, float* weights, float* lags, int map,
                                      int step, const FsRule& rule, const uint8_t* times,
                                      const unsigned* list, const int* ends, float before) {
  if (fs_retired(__ldcg(weights + map))) {
    return;
  }
  if (rule.depression != 0) {
    for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
      fs_change(weights, lags, (long long)tap * layer.stride + map, times[tap] <= step, rule,
                before);
    }
  } else {
    for (int i = threadIdx.x; i < ends[step]; i += blockDim.x) {
      fs_change(weights, lags, (long long)list[i] * layer.stride + map, true, rule, before);
    }
  }
}

// Learns by reward and punishment in pairs, one block. rates: of each label four floats, of the
// rewarded and the punished neuron's active and silent synapses. Shared memory: a float for each
// map, and three ints.
extern "C" __global__ void fs_learn_margin(FsLayer layer, FsTeacher rule, float* weights,
                                           float* lags, const uint8_t* times,
                                           const unsigned* lists, const int* allEnds,
                                           const int* labels, const float* rates, int images,
                                           long long labelsBefore, int* decided) {
  float* potentials = (float*)fs_shared();
  int* pair = (int*)(potentials + layer.maps);
  for (int image = 0; image < images; image++) {
    const unsigned* list = lists + (long long)image * layer.fan;
    const int* ends = allEnds + (long long)image * FS_MAX_STEPS;
    const int count = ends[layer.steps - 1];
    const bool first = labelsBefore + image == 0 && count > 0;
    for (int pass = 0; pass < (first ? 2 : 1); pass++) {
      for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
        potentials[map] =
            fs_potential(weights, layer.stride, map, list, ends, layer.steps, rule.latencies);
      }
      __syncthreads();
      if (threadIdx.x == 0 && pass == 0) {
        int winner = -1;
        int other;
        if (count > 0) {
          fs_decide_strongest(potentials, rule.taken, rule.neuronsPerLabel, rule.floor, winner,
                              other);
        }
        decided[image] = winner < 0 ? -1 : winner / rule.neuronsPerLabel;
      }
      if (first && pass == 0) {
        // Random first weights may lie outside the bounds.
        for (long long i = threadIdx.x; i < (long long)layer.fan * layer.maps; i += blockDim.x) {
          float* weight = weights + i / layer.maps * layer.stride + i % layer.maps;
          const float clamped = fs_clamp(__ldcg(weight), rule.reward);
          if (clamped != __ldcg(weight) && !fs_retired(__ldcg(weights + i % layer.maps))) {
            __stcg(weight, clamped);
          }
        }
        __threadfence_block();
      }
      __syncthreads();
    }
    if (threadIdx.x == 0) {
      int right = -1;
      int other = -1;
      for (int map = 0; map < rule.taken; map++) {
        int& strongest = map / rule.neuronsPerLabel == labels[image] ? right : other;
        if (strongest < 0 || potentials[map] > potentials[strongest]) {
          strongest = map;
        }
      }
      pair[0] = right;
      pair[1] = other;
      pair[2] = count > 0 && potentials[right] - potentials[other] <= rule.margin * count;
    }
    __syncthreads();
    if (pair[2]) {
      const float before = (float)(labelsBefore + image);
      const float* own = rates + 4ll * image;
      const FsRule reward = {own[0], own[1], rule.reward.lower, rule.reward.upper, 0};
      const FsRule punishment = {own[2], own[3], rule.reward.lower, rule.reward.upper, 0};
      const uint8_t* seen = times + (long long)image * layer.fan;
      const int last = layer.steps - 1;
      fs_learn_whole(layer, weights, lags, pair[0], last, reward, seen, list, ends, before);
      fs_learn_whole(layer, weights, lags, pair[1], last, punishment, seen, list, ends, before);
    }
    __threadfence_block();
    __syncthreads();
  }
}
FS_KERNEL(fs_learn_margin)

// Learns by S2-STDP, one block. raises: by how much each threshold is raised, null if they never
// are. left: of each label, what the decay leaves of the rates. Shared memory: three floats for each
// map, an FsRule and two ints for each label.
extern "C" __global__ void fs_learn_timing(FsLayer layer, FsTeacher rule, float* weights,
                                           float* lags, float* raises, const uint8_t* times,
                                           const unsigned* lists, const int* allEnds,
                                           const int* labels, const double* left, int images,
                                           long long labelsBefore, int* decided) {
  float* potentials = (float*)fs_shared();
  float* fired = potentials + layer.maps;
  float* plain = fired + layer.maps;
  FsRule* stdp = (FsRule*)(plain + layer.maps);
  int* first = (int*)(stdp + rule.labels);
  int* step = first + rule.labels;
  for (int image = 0; image < images; image++) {
    const unsigned* list = lists + (long long)image * layer.fan;
    const int* ends = allEnds + (long long)image * FS_MAX_STEPS;
    for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
      const float raise = raises == nullptr ? 0.0f : raises[map];
      plain[map] = fs_spike_time(weights, layer.stride, map, list, ends, layer.steps,
                                 rule.threshold, potentials[map]);
      fired[map] = fs_spike_time(weights, layer.stride, map, list, ends, layer.steps,
                                 rule.threshold + raise, potentials[map]);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      const int winner = fs_first_in_time(plain, potentials, rule.taken, rule.neuronsPerLabel,
                                          layer.steps, -1);
      decided[image] = winner < 0 ? -1 : winner / rule.neuronsPerLabel;
      double mean = 0;
      for (int group = 0; group < rule.labels; group++) {
        int one = group * rule.neuronsPerLabel;
        for (int map = one + 1; map < (group + 1) * rule.neuronsPerLabel; map++) {
          const bool stronger = fired[map] == fired[one] && potentials[map] > potentials[one];
          one = fired[map] < fired[one] || stronger ? map : one;
        }
        first[group] = one;
        mean += fired[one] / rule.labels;
      }
      for (int group = 0; group < rule.labels; group++) {
        const double desired = group == labels[image]
                                   ? mean - (rule.labels - 1.0) / rule.labels * rule.gap
                                   : mean + rule.gap / rule.labels;
        const double error = fired[first[group]] - desired;
        const double scale = error / layer.steps * left[image];
        stdp[group] = {(float)(rule.potentiation * scale), (float)(rule.depression * scale),
                       rule.reward.lower, rule.reward.upper, 0};
        step[group] = min(layer.steps - 1, (int)fired[first[group]]);
      }
    }
    __syncthreads();
    const float before = (float)(labelsBefore + image);
    for (int group = 0; group < rule.labels; group++) {
      fs_learn_whole(layer, weights, lags, first[group], step[group], stdp[group],
                     times + (long long)image * layer.fan, list, ends, before);
    }
    if (rule.competition > 0 && threadIdx.x == 0) {
      const int neurons = rule.neuronsPerLabel;
      for (int map = labels[image] * neurons; map < (labels[image] + 1) * neurons; map++) {
        const float change = map == first[labels[image]] ? neurons - 1 : -1;
        const float raise = raises[map] + rule.competition * change / neurons;
        raises[map] = fmaxf(0.0f, raise);
      }
    }
    __threadfence_block();
    __syncthreads();
  }
}
FS_KERNEL(fs_learn_timing)
