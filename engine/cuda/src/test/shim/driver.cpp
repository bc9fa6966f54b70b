// The functions of the CUDA driver API that the backend uses, on the processor: a stand-in for
// libcuda.so.1 in tests. Signatures and result codes are those of the driver (CUDA Toolkit
// documentation, "CUDA Driver API"); handles are pointers, device memory is the process' memory.
//
// Streams do their work at once. What is wrong in a way that a driver would not notice, or would
// notice later, fails here with a message on standard error. Functions shim_... are for tests; see
// README.md.
//
// Locks: `State::mutex` guards what this file knows; a stream's mutex is held while it works. Who
// has the former never waits for the latter.

#include "machine.hpp"

#include <chrono>
#include <cstdarg>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace {

using fs_shim::KernelCode;
using fs_shim::Launch;
using fs_shim::Machine;

enum Result : int {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  ILLEGAL_STATE = 401,
  NOT_FOUND = 500,
  NOT_READY = 600,
  ILLEGAL_ADDRESS = 700,
  COOPERATIVE_LAUNCH_TOO_LARGE = 720,
  CAPTURE_UNSUPPORTED = 900,
  CAPTURE_INVALIDATED = 901,
  CAPTURE_ISOLATION = 905,
  CAPTURED_EVENT = 907,
  CAPTURE_WRONG_THREAD = 908
};

struct ResultText {
  int result;
  const char* name;
  const char* text;
};

const ResultText RESULTS[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {4, "CUDA_ERROR_DEINITIALIZED", "driver shutting down"},
    {34, "CUDA_ERROR_STUB_LIBRARY", "CUDA driver is a stub library"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "CUDA_ERROR_NO_BINARY_FOR_GPU",
     "no kernel image is available for execution on the device"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION",
     "the provided PTX was compiled with an unsupported toolchain."},
    {304, "CUDA_ERROR_OPERATING_SYSTEM", "OS call failed or operation not supported on this OS"},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {401, "CUDA_ERROR_ILLEGAL_STATE",
     "the operation cannot be performed in the present state"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {702, "CUDA_ERROR_LAUNCH_TIMEOUT", "the launch timed out and was terminated"},
    {709, "CUDA_ERROR_CONTEXT_IS_DESTROYED", "context is destroyed"},
    {710, "CUDA_ERROR_ASSERT", "device-side assert triggered"},
    {714, "CUDA_ERROR_HARDWARE_STACK_ERROR", "hardware stack error"},
    {715, "CUDA_ERROR_ILLEGAL_INSTRUCTION", "an illegal instruction was encountered"},
    {716, "CUDA_ERROR_MISALIGNED_ADDRESS", "misaligned address"},
    {717, "CUDA_ERROR_INVALID_ADDRESS_SPACE",
     "operation not supported on global/shared address space"},
    {718, "CUDA_ERROR_INVALID_PC", "invalid program counter"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {720, "CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE", "too many blocks in cooperative launch"},
    {801, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"},
    {802, "CUDA_ERROR_SYSTEM_NOT_READY", "system not yet initialized"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
     "system has unsupported display driver / cuda driver combination"},
    {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED",
     "operation not permitted when stream is capturing"},
    {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED",
     "operation failed due to a previous error during capture"},
    {905, "CUDA_ERROR_STREAM_CAPTURE_ISOLATION",
     "dependency created on uncaptured work in another stream"},
    {907, "CUDA_ERROR_CAPTURED_EVENT", "operation not permitted on an event last recorded in a "
                                       "capturing stream"},
    {908, "CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD",
     "attempt to terminate a thread-local capture sequence from another thread"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"},
};

// Errors after which a context cannot be used any more.
bool is_sticky(int result) {
  return result == 214 || result == 700 || result == 702 || result == 710 ||
         (result >= 714 && result <= 719);
}

// ---- What there is ---------------------------------------------------------------------------

constexpr int DRIVER_VERSION = 13000;
constexpr int MAX_DEVICES = 16;
constexpr size_t SHARED_UNASKED = 48 << 10;
constexpr int SHARED_OPTIN = 227 << 10;
constexpr size_t SHARED_PER_MULTIPROCESSOR = 228 << 10;
constexpr size_t SHARED_RESERVED = 1 << 10;  // of each block, by the system
constexpr unsigned MAX_THREADS = 1024;
constexpr unsigned THREADS_PER_MULTIPROCESSOR = 2048;
constexpr unsigned BLOCKS_PER_MULTIPROCESSOR = 32;
constexpr size_t ALIGNMENT = 256;
constexpr unsigned char FREED = 0xDD;

struct Context {
  int device;
  int retained = 0;
  int error = 0;  // the one that has made it unusable
  size_t used = 0;
};

struct Module {
  Context* context;
};

struct Function {
  Module* module;
  const KernelCode* code;
  int max_shared = SHARED_UNASKED;
};

// Work that a stream can do; returns a result.
using Operation = std::function<int()>;

struct Graph {
  std::vector<Operation> operations;
  bool open = true;      // still being captured
  bool invalid = false;  // something that must not be done in a capture has been done
};

struct Stream {
  Context* context;
  std::mutex working;
  std::shared_ptr<Graph> capture;
  bool joined = false;  // the capture was begun on another stream
  int mode = 0;
  std::thread::id capturing_thread;
};

struct Event {
  Context* context;
  bool timed;
  bool recorded = false;
  std::chrono::steady_clock::time_point time;
  std::weak_ptr<Graph> recorded_in;

  // The capture, not yet ended, in which the event was recorded; null if in none.
  std::shared_ptr<Graph> captured() const {
    const std::shared_ptr<Graph> graph = recorded_in.lock();
    return graph != nullptr && graph->open ? graph : nullptr;
  }
};

struct Allocation {
  size_t bytes;
  Context* context;
  unsigned char* memory;  // with a fence before and behind
};

struct Failure {
  int result;
  int after;
};

struct RegisteredKernel {
  KernelCode code;
  long launches = 0;
};

// Objects that callers know by their addresses.
template <typename T>
class Registry {
 public:
  T* add(std::unique_ptr<T> object) {
    T* handle = object.get();
    objects_[handle] = std::move(object);
    return handle;
  }

  // Null if there is no such object.
  T* find(void* handle) {
    auto found = objects_.find(handle);
    return found == objects_.end() ? nullptr : found->second.get();
  }

  bool remove(void* handle) { return objects_.erase(handle) > 0; }

  template <typename Condition>
  void remove_if(Condition condition) {
    for (auto object = objects_.begin(); object != objects_.end();) {
      object = condition(*object->second) ? objects_.erase(object) : std::next(object);
    }
  }

  template <typename Action>
  void for_each(Action action) {
    for (auto& object : objects_) {
      action(*object.second);
    }
  }

 private:
  std::map<void*, std::unique_ptr<T>> objects_;
};

struct Settings {
  int devices = 1;
  int multiprocessors = 3;
  size_t memory = size_t{4} << 30;
  unsigned order = fs_shim::ASCENDING;

  Settings() {
    const char* value = std::getenv("FIRSTSPIKE_SHIM_ORDER");
    if (value != nullptr) {
      order = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    }
  }
};

struct State {
  std::mutex mutex;
  bool initialised = false;
  Settings settings;
  Context* primary[MAX_DEVICES] = {};
  Registry<Context> contexts;
  Registry<Module> modules;
  Registry<Function> functions;
  Registry<Stream> streams;
  Registry<Event> events;
  Registry<std::shared_ptr<Graph>> graphs;
  std::map<Context*, std::unique_ptr<Stream>> default_streams;
  std::map<uintptr_t, Allocation> allocations;
  std::map<void*, size_t> pinned;
  size_t leaked = 0;  // of contexts that have ended
  std::map<std::string, Failure> failures;
  std::vector<std::unique_ptr<Machine>> idle_machines;
  char message[2048] = "";

  State() {
    char function[64];
    Failure failure;
    const char* value = std::getenv("FIRSTSPIKE_SHIM_FAIL");
    if (value != nullptr &&
        std::sscanf(value, "%63[^:]:%d:%d", function, &failure.result, &failure.after) == 3) {
      failures[function] = failure;
    }
  }
};

State& state() {
  static State* const instance = new State;  // used by threads until the process ends
  return *instance;
}

std::map<std::string, RegisteredKernel>& kernels() {
  static auto* const instance = new std::map<std::string, RegisteredKernel>;
  return *instance;
}

__thread Context* current_context = nullptr;

// Says on standard error what was wrong; returns `result`.
int complain(int result, const char* format, ...) __attribute__((format(printf, 2, 3)));

int complain(int result, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(state().message, sizeof state().message, format, arguments);
  va_end(arguments);
  std::fprintf(stderr, "shim: %s\n", state().message);
  return result;
}

// ---- How functions begin -----------------------------------------------------------------------

// The failure that a test has planned for this call; 0 if none. Mutex held.
int planned_failure(const char* function) {
  auto planned = state().failures.find(function);
  if (planned == state().failures.end() || --planned->second.after > 0) {
    return 0;
  }
  const int result = planned->second.result;
  state().failures.erase(planned);
  Context* context = state().contexts.find(current_context);
  if (context != nullptr && is_sticky(result)) {
    context->error = result;
  }
  return result;
}

// A function that needs no context; it runs under the mutex.
template <typename Body>
int anywhere(const char* function, Body body) {
  std::lock_guard<std::mutex> lock(state().mutex);
  if (!state().initialised) {
    return NOT_INITIALIZED;
  }
  const int planned = planned_failure(function);
  return planned != 0 ? planned : body();
}

// A function that needs the calling thread's context; it runs under the mutex.
template <typename Body>
int in_context(const char* function, Body body) {
  return anywhere(function, [&] {
    Context* context = state().contexts.find(current_context);
    if (context == nullptr) {
      return complain(INVALID_CONTEXT, "%s: no context is current on this thread", function);
    }
    return context->error != 0 ? context->error : body(*context);
  });
}

// Whether a capture of any stream forbids this thread what could wait for that stream. If so, the
// capture becomes invalid. Mutex held.
bool captures_forbid() {
  bool forbidden = false;
  state().streams.for_each([&](Stream& stream) {
    const bool global = stream.mode == 0;
    const bool of_this_thread =
        stream.mode == 1 && stream.capturing_thread == std::this_thread::get_id();
    if (stream.capture != nullptr && (global || of_this_thread)) {
      stream.capture->invalid = true;
      forbidden = true;
    }
  });
  return forbidden;
}

// As in_context, for functions that must not be called while this thread captures a stream.
template <typename Body>
int outside_captures(const char* function, Body body) {
  return in_context(function, [&](Context& context) -> int {
    if (captures_forbid()) {
      return complain(CAPTURE_UNSUPPORTED, "%s while a stream is captured", function);
    }
    return body(context);
  });
}

// The stream of a handle, for this context; null if there is none. Mutex held.
Stream* find_stream(void* handle, Context& context) {
  if (reinterpret_cast<uintptr_t>(handle) <= 2) {  // the default stream, under its three names
    auto& stream = state().default_streams[&context];
    if (stream == nullptr) {
      stream = std::make_unique<Stream>();
      stream->context = &context;
    }
    return stream.get();
  }
  Stream* stream = state().streams.find(handle);
  return stream != nullptr && stream->context == &context ? stream : nullptr;
}

// A function that gives work to a stream: `prepare` checks the arguments under the mutex and sets
// the operation, which then runs without the mutex or is recorded.
template <typename Prepare>
int on_stream(const char* function, void* handle, Prepare prepare) {
  Operation operation;
  Stream* stream = nullptr;
  Context* of = nullptr;
  int result = in_context(function, [&](Context& context) -> int {
    of = &context;
    stream = find_stream(handle, context);
    if (stream == nullptr) {
      return complain(INVALID_HANDLE, "%s: there is no such stream in this context", function);
    }
    const int prepared = prepare(context, operation);
    if (prepared != 0 || stream->capture == nullptr) {
      return prepared;
    }
    if (stream->capture->invalid) {
      return CAPTURE_INVALIDATED;
    }
    stream->capture->operations.push_back(std::move(operation));
    operation = nullptr;
    return SUCCESS;
  });
  if (result == 0 && operation) {
    std::lock_guard<std::mutex> working(stream->working);
    result = operation();
    if (is_sticky(result)) {
      std::lock_guard<std::mutex> lock(state().mutex);
      if (state().contexts.find(of) != nullptr) {
        of->error = result;
      }
    }
  }
  return result;
}

// ---- Memory ------------------------------------------------------------------------------------

size_t rounded(size_t bytes) { return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

size_t fenced_bytes(size_t bytes) { return rounded(bytes) + 2 * ALIGNMENT; }

// Bytes from the allocation's beginning to the end of the fence behind it.
size_t behind_fence(const Allocation& allocation) {
  return rounded(allocation.bytes) + ALIGNMENT;
}

void build_fences(uintptr_t address, const Allocation& allocation) {
  auto* memory = reinterpret_cast<unsigned char*>(address);
  std::memset(memory - ALIGNMENT, fs_shim::FENCE_BYTE, ALIGNMENT);
  std::memset(memory + allocation.bytes, fs_shim::FENCE_BYTE,
              behind_fence(allocation) - allocation.bytes);
}

// Whether the memory around an allocation is as it was.
bool fences_stand(uintptr_t address, const Allocation& allocation) {
  static const std::vector<unsigned char> fence(2 * ALIGNMENT, fs_shim::FENCE_BYTE);
  const auto* memory = reinterpret_cast<const unsigned char*>(address);
  return std::memcmp(memory - ALIGNMENT, fence.data(), ALIGNMENT) == 0 &&
         std::memcmp(memory + allocation.bytes, fence.data(),
                     behind_fence(allocation) - allocation.bytes) == 0;
}

// Looks whether a kernel has written beside any allocation.
int check_fences(const char* kernel) {
  std::lock_guard<std::mutex> lock(state().mutex);
  int result = SUCCESS;
  for (auto& [address, allocation] : state().allocations) {
    if (!fences_stand(address, allocation)) {
      result = complain(ILLEGAL_ADDRESS,
                        "kernel %s, or one that ran beside it, has written before or behind an "
                        "allocation of %zu bytes",
                        kernel, allocation.bytes);
      build_fences(address, allocation);
    }
  }
  return result;
}

// Frees an allocation, whose content is then no longer what it was. Mutex held.
void release(std::map<uintptr_t, Allocation>::iterator found) {
  std::memset(reinterpret_cast<void*>(found->first), FREED, found->second.bytes);
  found->second.context->used -= found->second.bytes;
  std::free(found->second.memory);
  state().allocations.erase(found);
}

// Whether bytes of device memory lie in one allocation.
int check_range(const char* function, uintptr_t address, size_t bytes) {
  std::lock_guard<std::mutex> lock(state().mutex);
  auto behind = state().allocations.upper_bound(address);
  if (behind == state().allocations.begin()) {
    return complain(INVALID_VALUE, "%s: %#zx is no device memory", function,
                    static_cast<size_t>(address));
  }
  const auto& [begin, allocation] = *std::prev(behind);
  const size_t offset = address - begin;
  if (offset > allocation.bytes || bytes > allocation.bytes - offset) {
    return complain(INVALID_VALUE,
                    "%s: %zu bytes from byte %zu of an allocation of %zu, or no device memory",
                    function, bytes, offset, allocation.bytes);
  }
  return SUCCESS;
}

struct Range {
  bool device;
  uintptr_t address;
};

Range device(uintptr_t address) { return {true, address}; }

Range host(const void* address) { return {false, reinterpret_cast<uintptr_t>(address)}; }

int copy(const char* function, Range to, Range from, size_t bytes) {
  for (const Range& range : {to, from}) {
    if (bytes > 0 && range.device) {
      const int result = check_range(function, range.address, bytes);
      if (result != 0) {
        return result;
      }
    } else if (bytes > 0 && range.address == 0) {
      return complain(INVALID_VALUE, "%s: no host memory", function);
    }
  }
  if (bytes > 0) {
    std::memmove(reinterpret_cast<void*>(to.address), reinterpret_cast<void*>(from.address), bytes);
  }
  return SUCCESS;
}

int copy_async(const char* function, Range to, Range from, size_t bytes, void* stream) {
  return on_stream(function, stream, [=](Context&, Operation& operation) {
    operation = [=] { return copy(function, to, from, bytes); };
    return SUCCESS;
  });
}

int copy_now(const char* function, Range to, Range from, size_t bytes) {
  const int result = outside_captures(function, [](Context&) { return SUCCESS; });
  return result != 0 ? result : copy(function, to, from, bytes);
}

// ---- Launches ----------------------------------------------------------------------------------

// Blocks of a size that a multiprocessor can hold.
unsigned blocks_per_multiprocessor(unsigned threads, size_t shared) {
  if (threads == 0 || threads > MAX_THREADS || shared > size_t{SHARED_OPTIN}) {
    return 0;
  }
  const unsigned warps = (threads + fs_shim::LANES - 1) / fs_shim::LANES;
  const unsigned by_threads = THREADS_PER_MULTIPROCESSOR / fs_shim::LANES / warps;
  const auto by_shared =
      static_cast<unsigned>(SHARED_PER_MULTIPROCESSOR / (shared + SHARED_RESERVED));
  return std::min({by_threads, by_shared, BLOCKS_PER_MULTIPROCESSOR});
}

int check_launch(const char* function, const Launch& launch, const Function& kernel) {
  const uint3& threads = launch.threads;
  const uint3& blocks = launch.blocks;
  const uint64_t count = uint64_t{threads.x} * threads.y * threads.z;
  if (count == 0 || threads.x > MAX_THREADS || threads.y > MAX_THREADS || threads.z > 64 ||
      count > MAX_THREADS) {
    return complain(INVALID_VALUE, "%s: kernel %s with blocks of %u * %u * %u threads", function,
                    launch.kernel->name, threads.x, threads.y, threads.z);
  }
  if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0 || blocks.x > 0x7fffffffu ||
      blocks.y > 0xffff || blocks.z > 0xffff) {
    return complain(INVALID_VALUE, "%s: kernel %s with a grid of %u * %u * %u blocks", function,
                    launch.kernel->name, blocks.x, blocks.y, blocks.z);
  }
  if (launch.shared > static_cast<size_t>(kernel.max_shared)) {
    return complain(INVALID_VALUE, "%s: kernel %s with %zu bytes of shared memory; allowed are %d",
                    function, launch.kernel->name, launch.shared, kernel.max_shared);
  }
  const uint64_t together =
      uint64_t{blocks_per_multiprocessor(static_cast<unsigned>(count), launch.shared)} *
      static_cast<unsigned>(state().settings.multiprocessors);
  if (launch.cooperative && uint64_t{blocks.x} * blocks.y * blocks.z > together) {
    return complain(COOPERATIVE_LAUNCH_TOO_LARGE,
                    "%s: kernel %s with a cooperative grid of %u * %u * %u blocks; %zu fit",
                    function, launch.kernel->name, blocks.x, blocks.y, blocks.z,
                    static_cast<size_t>(together));
  }
  return SUCCESS;
}

// Copies of a launch's arguments, which the caller may change once the launch is given.
class Arguments {
 public:
  Arguments(const KernelCode& code, void** values) {
    size_t bytes = 0;
    for (int i = 0; i < code.parameters; i++) {
      bytes += slot(code.bytes[i]);
    }
    memory_ = std::make_unique<std::max_align_t[]>(bytes / sizeof(std::max_align_t) + 1);
    auto* to = reinterpret_cast<unsigned char*>(memory_.get());
    for (int i = 0; i < code.parameters; i++) {
      std::memcpy(to, values[i], code.bytes[i]);
      pointers_.push_back(to);
      to += slot(code.bytes[i]);
    }
  }

  void** pointers() { return pointers_.data(); }

 private:
  static size_t slot(size_t bytes) {
    return (bytes + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) *
           alignof(std::max_align_t);
  }

  std::unique_ptr<std::max_align_t[]> memory_;
  std::vector<void*> pointers_;
};

int run(const Launch& launch) {
  std::unique_ptr<Machine> machine;
  {
    std::lock_guard<std::mutex> lock(state().mutex);
    kernels()[launch.kernel->name].launches++;
    if (!state().idle_machines.empty()) {
      machine = std::move(state().idle_machines.back());
      state().idle_machines.pop_back();
    }
  }
  if (machine == nullptr) {
    machine = std::make_unique<Machine>();
  }
  const int result = machine->run(launch);
  {
    std::lock_guard<std::mutex> lock(state().mutex);
    if (result != 0) {
      complain(result, "%s", machine->message().c_str());
    }
    state().idle_machines.push_back(std::move(machine));
  }
  return result != 0 ? result : check_fences(launch.kernel->name);
}

int launch_kernel(const char* name, void* handle, uint3 blocks, uint3 threads, unsigned shared,
                  void* stream, void** arguments, bool cooperative) {
  return on_stream(name, stream, [&](Context& context, Operation& operation) -> int {
    Function* function = state().functions.find(handle);
    if (function == nullptr || function->module->context != &context) {
      return complain(INVALID_HANDLE, "%s: there is no such kernel in this context", name);
    }
    if (arguments == nullptr && function->code->parameters > 0) {
      return complain(INVALID_VALUE, "%s: kernel %s without arguments", name,
                      function->code->name);
    }
    Launch launch = {function->code, nullptr, blocks,     threads,
                     shared,         cooperative, state().settings.order};
    const int checked = check_launch(name, launch, *function);
    if (checked != 0) {
      return checked;
    }
    auto copies = std::make_shared<Arguments>(*function->code, arguments);
    launch.arguments = copies->pointers();
    operation = [launch, copies] { return run(launch); };
    return SUCCESS;
  });
}

// ---- Devices -----------------------------------------------------------------------------------

bool is_device(int ordinal) { return ordinal >= 0 && ordinal < state().settings.devices; }

// An attribute of all devices, by its number (CU_DEVICE_ATTRIBUTE_...); -1 for one that the shim
// does not know.
int attribute(int number) {
  switch (number) {
    case 1:  // MAX_THREADS_PER_BLOCK
    case 2:  // MAX_BLOCK_DIM_X
    case 3:  // MAX_BLOCK_DIM_Y
      return MAX_THREADS;
    case 4:  // MAX_BLOCK_DIM_Z
      return 64;
    case 5:  // MAX_GRID_DIM_X
      return 0x7fffffff;
    case 6:  // MAX_GRID_DIM_Y
    case 7:  // MAX_GRID_DIM_Z
      return 0xffff;
    case 8:  // MAX_SHARED_MEMORY_PER_BLOCK
      return SHARED_UNASKED;
    case 9:  // TOTAL_CONSTANT_MEMORY
      return 64 << 10;
    case 10:  // WARP_SIZE
      return fs_shim::LANES;
    case 12:  // MAX_REGISTERS_PER_BLOCK
    case 82:  // MAX_REGISTERS_PER_MULTIPROCESSOR
      return 64 << 10;
    case 16:  // MULTIPROCESSOR_COUNT
      return state().settings.multiprocessors;
    case 13:  // CLOCK_RATE, in kHz: the shim's times say nothing about a GPU
    case 36:  // MEMORY_CLOCK_RATE, in kHz
    case 37:  // GLOBAL_MEMORY_BUS_WIDTH
    case 17:  // KERNEL_EXEC_TIMEOUT
    case 18:  // INTEGRATED
    case 20:  // COMPUTE_MODE
    case 32:  // ECC_ENABLED
    case 83:  // MANAGED_MEMORY
    case 33:  // PCI_BUS_ID
    case 34:  // PCI_DEVICE_ID
    case 50:  // PCI_DOMAIN_ID
    case 88:  // PAGEABLE_MEMORY_ACCESS
      return 0;
    case 15:  // GPU_OVERLAP
    case 19:  // CAN_MAP_HOST_MEMORY
    case 31:  // CONCURRENT_KERNELS
    case 41:  // UNIFIED_ADDRESSING
    case 78:  // STREAM_PRIORITIES_SUPPORTED
    case 90:  // COMPUTE_PREEMPTION_SUPPORTED
    case 95:  // COOPERATIVE_LAUNCH
      return 1;
    case 38:  // L2_CACHE_SIZE
      return 50 << 20;
    case 39:  // MAX_THREADS_PER_MULTIPROCESSOR
      return THREADS_PER_MULTIPROCESSOR;
    case 40:  // ASYNC_ENGINE_COUNT
      return 3;
    case 75:  // COMPUTE_CAPABILITY_MAJOR
      return 9;
    case 76:  // COMPUTE_CAPABILITY_MINOR
      return 0;
    case 81:  // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
      return SHARED_PER_MULTIPROCESSOR;
    case 97:  // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
      return SHARED_OPTIN;
    case 106:  // MAX_BLOCKS_PER_MULTIPROCESSOR
      return BLOCKS_PER_MULTIPROCESSOR;
    case 111:  // RESERVED_SHARED_MEMORY_PER_BLOCK
      return SHARED_RESERVED;
    default:
      return -1;
  }
}

// Ends a context with all that belongs to it. Mutex held.
void end_context(Context* context) {
  State& all = state();
  size_t leaked = 0;
  for (auto next = all.allocations.begin(); next != all.allocations.end();) {
    auto allocation = next++;
    if (allocation->second.context == context) {
      leaked += allocation->second.bytes;
      release(allocation);
    }
  }
  if (leaked > 0 && context->error == 0) {
    complain(0, "%zu bytes of device memory were not freed before their context ended", leaked);
    all.leaked += leaked;
  }
  all.functions.remove_if([=](Function& f) { return f.module->context == context; });
  all.modules.remove_if([=](Module& m) { return m.context == context; });
  all.streams.remove_if([=](Stream& s) { return s.context == context; });
  all.events.remove_if([=](Event& e) { return e.context == context; });
  all.default_streams.erase(context);
  all.primary[context->device] = nullptr;
  all.contexts.remove(context);
}

}  // namespace

// ---- What the machine and its kernels call ------------------------------------------------------

namespace fs_shim {

Registration::Registration(const KernelCode& code) { kernels()[code.name].code = code; }

int block_call(Call call, int predicate) { return Machine::current->block_call(call, predicate); }

uint64_t warp_call(Call call, unsigned mask, uint64_t value, unsigned operand, int width) {
  return Machine::current->warp_call(call, mask, value, operand, width);
}

void pause() { Machine::current->pause(); }

void trap() { Machine::current->trap(); }

}  // namespace fs_shim

// ---- The driver's functions ---------------------------------------------------------------------

extern "C" {

int cuInit(unsigned flags) {
  std::lock_guard<std::mutex> lock(state().mutex);
  const int planned = planned_failure("cuInit");
  if (planned != 0) {
    return planned;
  }
  if (flags != 0) {
    return INVALID_VALUE;
  }
  if (state().settings.devices == 0) {
    return NO_DEVICE;
  }
  state().initialised = true;
  return SUCCESS;
}

int cuDriverGetVersion(int* version) {
  std::lock_guard<std::mutex> lock(state().mutex);
  const int planned = planned_failure("cuDriverGetVersion");
  if (planned == 0) {
    *version = DRIVER_VERSION;
  }
  return planned;
}

int cuDeviceGetCount(int* count) {
  std::lock_guard<std::mutex> lock(state().mutex);
  const int planned = planned_failure("cuDeviceGetCount");
  if (planned != 0) {
    return planned;
  }
  if (state().settings.devices == 0) {
    return NO_DEVICE;
  }
  *count = state().settings.devices;
  return state().initialised ? SUCCESS : NOT_INITIALIZED;
}

int cuDeviceGet(int* device, int ordinal) {
  return anywhere("cuDeviceGet", [=] {
    *device = ordinal;
    return is_device(ordinal) ? SUCCESS : INVALID_DEVICE;
  });
}

int cuDeviceGetName(char* name, int length, int device) {
  return anywhere("cuDeviceGetName", [=] {
    if (!is_device(device) || length < 1) {
      return is_device(device) ? INVALID_VALUE : INVALID_DEVICE;
    }
    std::snprintf(name, static_cast<size_t>(length), "FirstSpike shim");
    return SUCCESS;
  });
}

int cuDeviceGetAttribute(int* value, int number, int device) {
  return anywhere("cuDeviceGetAttribute", [=]() -> int {
    if (!is_device(device)) {
      return INVALID_DEVICE;
    }
    const int known = attribute(number);
    if (known < 0) {
      return complain(INVALID_VALUE, "cuDeviceGetAttribute: the shim has no attribute %d", number);
    }
    *value = known;
    return SUCCESS;
  });
}

int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  return anywhere("cuDeviceTotalMem", [=] {
    *bytes = state().settings.memory;
    return is_device(device) ? SUCCESS : INVALID_DEVICE;
  });
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
  return anywhere("cuDevicePrimaryCtxRetain", [=] {
    if (!is_device(device)) {
      return INVALID_DEVICE;
    }
    Context*& primary = state().primary[device];
    if (primary == nullptr) {
      primary = state().contexts.add(std::make_unique<Context>());
      primary->device = device;
    }
    primary->retained++;
    *context = primary;
    return SUCCESS;
  });
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  return anywhere("cuDevicePrimaryCtxRelease", [=]() -> int {
    if (device < 0 || device >= MAX_DEVICES) {
      return INVALID_DEVICE;
    }
    Context* primary = state().primary[device];
    if (primary == nullptr) {
      return complain(INVALID_CONTEXT, "cuDevicePrimaryCtxRelease: device %d has no context",
                      device);
    }
    if (--primary->retained == 0) {
      end_context(primary);
    }
    return SUCCESS;
  });
}

int cuCtxSetCurrent(void* context) {
  return anywhere("cuCtxSetCurrent", [=]() -> int {
    if (context != nullptr && state().contexts.find(context) == nullptr) {
      return complain(INVALID_CONTEXT, "cuCtxSetCurrent: there is no such context, or no longer");
    }
    current_context = static_cast<Context*>(context);
    return SUCCESS;
  });
}

int cuCtxGetCurrent(void** context) {
  return anywhere("cuCtxGetCurrent", [=] {
    *context = state().contexts.find(current_context);
    return SUCCESS;
  });
}

int cuCtxSynchronize() {
  return outside_captures("cuCtxSynchronize", [](Context&) { return SUCCESS; });
}

// ---- Memory

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  return in_context("cuMemGetInfo", [=](Context& context) {
    const size_t all = state().settings.memory;
    *free = all - std::min(all, context.used);
    *total = all;
    return SUCCESS;
  });
}

int cuMemAlloc_v2(uintptr_t* address, size_t bytes) {
  return outside_captures("cuMemAlloc", [=](Context& context) -> int {
    if (bytes == 0) {
      return complain(INVALID_VALUE, "cuMemAlloc: no bytes");
    }
    const size_t all = state().settings.memory;
    if (context.used > all || bytes > all - context.used) {
      return OUT_OF_MEMORY;
    }
    auto* memory =
        static_cast<unsigned char*>(std::aligned_alloc(ALIGNMENT, fenced_bytes(bytes)));
    if (memory == nullptr) {
      return OUT_OF_MEMORY;
    }
    *address = reinterpret_cast<uintptr_t>(memory + ALIGNMENT);
    const Allocation allocation = {bytes, &context, memory};
    std::memset(memory + ALIGNMENT, fs_shim::POISON, bytes);
    build_fences(*address, allocation);
    state().allocations[*address] = allocation;
    context.used += bytes;
    return SUCCESS;
  });
}

int cuMemFree_v2(uintptr_t address) {
  bool freed = false;
  const auto free = [&](Context&) -> int {
    auto found = state().allocations.find(address);
    if (address == 0) {
      return SUCCESS;
    }
    if (found == state().allocations.end()) {
      return complain(INVALID_VALUE, "cuMemFree: not allocated, or freed before");
    }
    const bool intact = fences_stand(address, found->second);
    const size_t bytes = found->second.bytes;
    release(found);
    freed = true;
    return intact ? static_cast<int>(SUCCESS)
                  : complain(ILLEGAL_ADDRESS,
                             "cuMemFree: something was written before or behind these %zu bytes",
                             bytes);
  };
  const int result = outside_captures("cuMemFree", free);
  if (!freed && is_sticky(result)) {
    // The context has failed: its memory is lost, and no leak.
    std::lock_guard<std::mutex> lock(state().mutex);
    auto found = state().allocations.find(address);
    if (found != state().allocations.end()) {
      release(found);
    }
  }
  return result;
}

int cuMemHostAlloc(void** address, size_t bytes, unsigned) {
  return outside_captures("cuMemHostAlloc", [=](Context&) -> int {
    if (bytes == 0) {
      return complain(INVALID_VALUE, "cuMemHostAlloc: no bytes");
    }
    void* memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    if (memory == nullptr) {
      return OUT_OF_MEMORY;
    }
    std::memset(memory, fs_shim::POISON, bytes);
    state().pinned[memory] = bytes;
    *address = memory;
    return SUCCESS;
  });
}

int cuMemFreeHost(void* address) {
  return outside_captures("cuMemFreeHost", [=](Context&) -> int {
    if (state().pinned.erase(address) == 0) {
      return complain(INVALID_VALUE, "cuMemFreeHost: not allocated, or freed before");
    }
    std::free(address);
    return SUCCESS;
  });
}

int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void* stream) {
  return copy_async("cuMemcpyHtoDAsync", device(to), host(from), bytes, stream);
}

int cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, void* stream) {
  return copy_async("cuMemcpyDtoHAsync", host(to), device(from), bytes, stream);
}

int cuMemcpyDtoDAsync_v2(uintptr_t to, uintptr_t from, size_t bytes, void* stream) {
  return copy_async("cuMemcpyDtoDAsync", device(to), device(from), bytes, stream);
}

int cuMemcpyHtoD_v2(uintptr_t to, const void* from, size_t bytes) {
  return copy_now("cuMemcpyHtoD", device(to), host(from), bytes);
}

int cuMemcpyDtoH_v2(void* to, uintptr_t from, size_t bytes) {
  return copy_now("cuMemcpyDtoH", host(to), device(from), bytes);
}

int cuMemsetD8Async(uintptr_t to, unsigned char value, size_t count, void* stream) {
  return on_stream("cuMemsetD8Async", stream, [=](Context&, Operation& operation) {
    operation = [=] {
      const int result = count == 0 ? 0 : check_range("cuMemsetD8Async", to, count);
      if (result == 0 && count > 0) {
        std::memset(reinterpret_cast<void*>(to), value, count);
      }
      return result;
    };
    return SUCCESS;
  });
}

int cuMemsetD32Async(uintptr_t to, unsigned value, size_t count, void* stream) {
  return on_stream("cuMemsetD32Async", stream, [=](Context&, Operation& operation) -> int {
    if (to % 4 != 0 || count > SIZE_MAX / 4) {
      return complain(INVALID_VALUE, "cuMemsetD32Async: not words");
    }
    operation = [=] {
      const int result = count == 0 ? 0 : check_range("cuMemsetD32Async", to, count * 4);
      if (result == 0) {
        std::fill_n(reinterpret_cast<unsigned*>(to), count, value);
      }
      return result;
    };
    return SUCCESS;
  });
}

// ---- Streams and events

int cuStreamCreate(void** handle, unsigned) {
  return in_context("cuStreamCreate", [=](Context& context) {
    Stream* stream = state().streams.add(std::make_unique<Stream>());
    stream->context = &context;
    *handle = stream;
    return SUCCESS;
  });
}

// For cuStreamSynchronize and cuStreamQuery. All work given to the stream by others is done once
// its mutex is free, which is waited for without the mutex of the state.
static int wait_for_stream(const char* function, void* handle) {
  Stream* stream = nullptr;
  if (handle == nullptr) {
    // Copies on the driver's own stream are done when they return here.
    return outside_captures(function, [](Context&) { return SUCCESS; });
  }
  const int result = in_context(function, [&](Context& context) -> int {
    stream = find_stream(handle, context);
    if (stream == nullptr) {
      return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
      stream->capture->invalid = true;
      return complain(CAPTURE_UNSUPPORTED, "%s while the stream is captured", function);
    }
    return SUCCESS;
  });
  if (result == 0) {
    std::lock_guard<std::mutex> working(stream->working);
  }
  return result;
}

int cuStreamSynchronize(void* stream) { return wait_for_stream("cuStreamSynchronize", stream); }

int cuStreamQuery(void* stream) { return wait_for_stream("cuStreamQuery", stream); }

int cuStreamDestroy_v2(void* handle) {
  return in_context("cuStreamDestroy", [=](Context&) {
    return state().streams.remove(handle) ? SUCCESS : INVALID_HANDLE;
  });
}

int cuStreamWaitEvent(void* handle, void* event_handle, unsigned) {
  return in_context("cuStreamWaitEvent", [=](Context& context) -> int {
    Stream* stream = find_stream(handle, context);
    Event* event = state().events.find(event_handle);
    if (stream == nullptr || event == nullptr) {
      return INVALID_HANDLE;
    }
    const std::shared_ptr<Graph> captured = event->captured();
    if (stream->capture == nullptr && captured != nullptr) {
      // Recorded in the order of the calls, which is one of those that are allowed.
      stream->capture = captured;
      stream->joined = true;
      stream->mode = 2;
    } else if (stream->capture != captured) {
      return complain(CAPTURE_ISOLATION,
                      "cuStreamWaitEvent: a captured stream cannot wait for uncaptured work");
    }
    return SUCCESS;
  });
}

int cuEventCreate(void** handle, unsigned flags) {
  return in_context("cuEventCreate", [=](Context& context) {
    Event* event = state().events.add(std::make_unique<Event>());
    event->context = &context;
    event->timed = (flags & 2) == 0;
    *handle = event;
    return SUCCESS;
  });
}

int cuEventRecord(void* event_handle, void* handle) {
  return in_context("cuEventRecord", [=](Context& context) -> int {
    Stream* stream = find_stream(handle, context);
    Event* event = state().events.find(event_handle);
    if (stream == nullptr || event == nullptr) {
      return INVALID_HANDLE;
    }
    event->recorded_in = stream->capture;
    event->recorded = stream->capture == nullptr;
    event->time = std::chrono::steady_clock::now();
    return SUCCESS;
  });
}

static int check_event(const char* function, void* handle) {
  return in_context(function, [=](Context&) -> int {
    Event* event = state().events.find(handle);
    if (event == nullptr) {
      return INVALID_HANDLE;
    }
    return event->captured() == nullptr ? SUCCESS : CAPTURED_EVENT;
  });
}

int cuEventSynchronize(void* event) { return check_event("cuEventSynchronize", event); }

int cuEventQuery(void* event) { return check_event("cuEventQuery", event); }

int cuEventElapsedTime(float* milliseconds, void* from, void* to) {
  return in_context("cuEventElapsedTime", [=](Context&) -> int {
    Event* begin = state().events.find(from);
    Event* end = state().events.find(to);
    if (begin == nullptr || end == nullptr || !begin->timed || !end->timed || !begin->recorded ||
        !end->recorded) {
      return complain(INVALID_HANDLE, "cuEventElapsedTime: events that have no time");
    }
    *milliseconds = std::chrono::duration<float, std::milli>(end->time - begin->time).count();
    return SUCCESS;
  });
}

int cuEventDestroy_v2(void* event) {
  return in_context("cuEventDestroy", [=](Context&) {
    return state().events.remove(event) ? SUCCESS : INVALID_HANDLE;
  });
}

// ---- Modules and kernels

int cuModuleLoadData(void** handle, const void* image) {
  return outside_captures("cuModuleLoadData", [=](Context& context) {
    if (image == nullptr) {
      return INVALID_VALUE;
    }
    Module* module = state().modules.add(std::make_unique<Module>());
    module->context = &context;
    *handle = module;
    return SUCCESS;
  });
}

int cuModuleLoadDataEx(void** handle, const void* image, unsigned, int*, void**) {
  return cuModuleLoadData(handle, image);
}

int cuModuleUnload(void* handle) {
  return outside_captures("cuModuleUnload", [=](Context&) {
    Module* module = state().modules.find(handle);
    if (module == nullptr) {
      return INVALID_HANDLE;
    }
    state().functions.remove_if([=](Function& function) { return function.module == module; });
    state().modules.remove(handle);
    return SUCCESS;
  });
}

int cuModuleGetFunction(void** handle, void* module, const char* name) {
  return in_context("cuModuleGetFunction", [=](Context&) {
    Module* of = state().modules.find(module);
    if (of == nullptr) {
      return INVALID_HANDLE;
    }
    auto kernel = kernels().find(name);
    if (kernel == kernels().end()) {
      return NOT_FOUND;
    }
    Function* function = nullptr;
    state().functions.for_each([&](Function& known) {
      if (known.module == of && known.code == &kernel->second.code) {
        function = &known;
      }
    });
    if (function == nullptr) {
      function = state().functions.add(std::make_unique<Function>());
      function->module = of;
      function->code = &kernel->second.code;
    }
    *handle = function;
    return SUCCESS;
  });
}

int cuFuncSetAttribute(void* handle, int number, int value) {
  return in_context("cuFuncSetAttribute", [=](Context&) -> int {
    Function* function = state().functions.find(handle);
    if (function == nullptr) {
      return INVALID_HANDLE;
    }
    if (number == 9) {  // PREFERRED_SHARED_MEMORY_CARVEOUT, in percent
      return value >= -1 && value <= 100 ? SUCCESS : INVALID_VALUE;
    }
    if (number != 8 || value < 0 || value > SHARED_OPTIN) {  // MAX_DYNAMIC_SHARED_SIZE_BYTES
      return complain(INVALID_VALUE, "cuFuncSetAttribute: attribute %d of kernel %s to %d", number,
                      function->code->name, value);
    }
    function->max_shared = value;
    return SUCCESS;
  });
}

int cuFuncGetAttribute(int* value, int number, void* handle) {
  return in_context("cuFuncGetAttribute", [=](Context&) {
    Function* function = state().functions.find(handle);
    if (function == nullptr) {
      return INVALID_HANDLE;
    }
    switch (number) {
      case 0:  // MAX_THREADS_PER_BLOCK
        *value = MAX_THREADS;
        return SUCCESS;
      case 1:  // SHARED_SIZE_BYTES
      case 2:  // CONST_SIZE_BYTES
      case 3:  // LOCAL_SIZE_BYTES
        *value = 0;
        return SUCCESS;
      case 4:  // NUM_REGS
        *value = 32;
        return SUCCESS;
      case 5:  // PTX_VERSION
      case 6:  // BINARY_VERSION
        *value = 90;
        return SUCCESS;
      case 8:  // MAX_DYNAMIC_SHARED_SIZE_BYTES
        *value = function->max_shared;
        return SUCCESS;
      default:
        return INVALID_VALUE;
    }
  });
}

int cuOccupancyMaxActiveBlocksPerMultiprocessor(
    int* blocks, void* handle, int threads, size_t shared) {
  return in_context("cuOccupancyMaxActiveBlocksPerMultiprocessor", [=](Context&) {
    if (state().functions.find(handle) == nullptr) {
      return INVALID_HANDLE;
    }
    if (threads < 1) {
      return INVALID_VALUE;
    }
    *blocks =
        static_cast<int>(blocks_per_multiprocessor(static_cast<unsigned>(threads), shared));
    return SUCCESS;
  });
}

int cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                   unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared,
                   void* stream, void** arguments, void** extra) {
  if (extra != nullptr) {
    return complain(INVALID_VALUE, "cuLaunchKernel: the shim takes arguments one by one only");
  }
  return launch_kernel("cuLaunchKernel", function, {grid_x, grid_y, grid_z},
                       {block_x, block_y, block_z}, shared, stream, arguments, false);
}

int cuLaunchCooperativeKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                              unsigned block_x, unsigned block_y, unsigned block_z,
                              unsigned shared, void* stream, void** arguments) {
  return launch_kernel("cuLaunchCooperativeKernel", function, {grid_x, grid_y, grid_z},
                       {block_x, block_y, block_z}, shared, stream, arguments, true);
}

// ---- Graphs

int cuStreamBeginCapture_v2(void* handle, int mode) {
  return in_context("cuStreamBeginCapture", [=](Context&) -> int {
    Stream* stream = state().streams.find(handle);
    if (stream == nullptr) {
      return complain(CAPTURE_UNSUPPORTED, "cuStreamBeginCapture: no stream that can be captured");
    }
    if (stream->capture != nullptr || mode < 0 || mode > 2) {
      return stream->capture != nullptr ? ILLEGAL_STATE : INVALID_VALUE;
    }
    stream->capture = std::make_shared<Graph>();
    stream->joined = false;
    stream->mode = mode;
    stream->capturing_thread = std::this_thread::get_id();
    return SUCCESS;
  });
}

int cuStreamEndCapture(void* handle, void** graph) {
  return in_context("cuStreamEndCapture", [=](Context&) -> int {
    Stream* stream = state().streams.find(handle);
    *graph = nullptr;
    if (stream == nullptr) {
      return INVALID_HANDLE;
    }
    if (stream->capture == nullptr || stream->joined) {
      return complain(ILLEGAL_STATE, "cuStreamEndCapture: no capture was begun on this stream");
    }
    if (stream->mode != 2 && stream->capturing_thread != std::this_thread::get_id()) {
      return CAPTURE_WRONG_THREAD;
    }
    const std::shared_ptr<Graph> captured = stream->capture;
    captured->open = false;
    state().streams.for_each([&](Stream& other) {
      if (other.capture == captured) {
        other.capture = nullptr;
      }
    });
    if (captured->invalid) {
      return CAPTURE_INVALIDATED;
    }
    *graph = state().graphs.add(std::make_unique<std::shared_ptr<Graph>>(captured));
    return SUCCESS;
  });
}

int cuGraphInstantiateWithFlags(void** executable, void* handle, unsigned long long) {
  return in_context("cuGraphInstantiate", [=](Context&) {
    std::shared_ptr<Graph>* graph = state().graphs.find(handle);
    if (graph == nullptr) {
      return INVALID_HANDLE;
    }
    *executable = state().graphs.add(std::make_unique<std::shared_ptr<Graph>>(*graph));
    return SUCCESS;
  });
}

int cuGraphLaunch(void* executable, void* stream) {
  return on_stream("cuGraphLaunch", stream, [=](Context&, Operation& operation) {
    std::shared_ptr<Graph>* graph = state().graphs.find(executable);
    if (graph == nullptr) {
      return INVALID_HANDLE;
    }
    operation = [recorded = *graph] {
      for (const Operation& step : recorded->operations) {
        const int result = step();
        if (result != 0) {
          return result;
        }
      }
      return 0;
    };
    return SUCCESS;
  });
}

int cuGraphExecDestroy(void* executable) {
  return in_context("cuGraphExecDestroy", [=](Context&) {
    return state().graphs.remove(executable) ? SUCCESS : INVALID_HANDLE;
  });
}

int cuGraphDestroy(void* graph) {
  return in_context("cuGraphDestroy", [=](Context&) {
    return state().graphs.remove(graph) ? SUCCESS : INVALID_HANDLE;
  });
}

// ---- Errors

int cuGetErrorName(int result, const char** name) {
  for (const ResultText& known : RESULTS) {
    if (known.result == result) {
      *name = known.name;
      return SUCCESS;
    }
  }
  *name = nullptr;
  return INVALID_VALUE;
}

int cuGetErrorString(int result, const char** text) {
  for (const ResultText& known : RESULTS) {
    if (known.result == result) {
      *text = known.text;
      return SUCCESS;
    }
  }
  *text = nullptr;
  return INVALID_VALUE;
}

// ---- For tests: see README.md -------------------------------------------------------------------

void shim_set_memory(size_t bytes) {
  std::lock_guard<std::mutex> lock(state().mutex);
  state().settings.memory = bytes;
}

void shim_set_devices(int count) {
  std::lock_guard<std::mutex> lock(state().mutex);
  state().settings.devices = std::clamp(count, 0, MAX_DEVICES);
}

void shim_set_multiprocessors(int count) {
  std::lock_guard<std::mutex> lock(state().mutex);
  state().settings.multiprocessors = std::max(1, count);
}

void shim_set_order(unsigned order) {
  std::lock_guard<std::mutex> lock(state().mutex);
  state().settings.order = order;
}

void shim_fail(const char* function, int result, int after) {
  std::string name = function;
  if (name.size() > 3 && name.compare(name.size() - 3, 3, "_v2") == 0) {
    name.resize(name.size() - 3);
  }
  std::lock_guard<std::mutex> lock(state().mutex);
  state().failures[name] = {result, after};
}

void shim_reset() {
  std::lock_guard<std::mutex> lock(state().mutex);
  state().failures.clear();
  state().contexts.for_each([](Context& context) { context.error = 0; });
  for (auto& kernel : kernels()) {
    kernel.second.launches = 0;
  }
  state().settings = Settings();
  state().leaked = 0;
  state().message[0] = 0;
}

size_t shim_allocated() {
  std::lock_guard<std::mutex> lock(state().mutex);
  size_t bytes = state().leaked;
  for (const auto& allocation : state().allocations) {
    bytes += allocation.second.bytes;
  }
  return bytes;
}

size_t shim_pinned() {
  std::lock_guard<std::mutex> lock(state().mutex);
  size_t bytes = 0;
  for (const auto& memory : state().pinned) {
    bytes += memory.second;
  }
  return bytes;
}

long shim_launches(const char* kernel) {
  std::lock_guard<std::mutex> lock(state().mutex);
  auto found = kernels().find(kernel);
  return found == kernels().end() ? 0 : found->second.launches;
}

const char* shim_message() { return state().message; }

}  // extern "C"
