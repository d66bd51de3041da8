package tidings.tinkerforge.catalog;

import java.util.List;

/// How a function or callback carries more than fits into a packet: in chunks.
///
/// @param name of the function or callback as a whole
/// @param in whether the data are an argument; else a result
/// @param chunk items in a packet
/// @param fixedLength items in all, where that is always the same; else 0
/// @param noDataOffset with a fixed length: the offset that says that there are no data
/// @param singleChunk whether everything fits into one packet
/// @param shortWrite whether the device says how much of a chunk it took
/// @param request arguments as a whole
/// @param response results as a whole; of a callback, its elements
public record Stream(
        String name,
        boolean in,
        int chunk,
        int fixedLength,
        int noDataOffset,
        boolean singleChunk,
        boolean shortWrite,
        List<Element> request,
        List<Element> response) {

    public Stream {
        request = List.copyOf(request);
        response = List.copyOf(response);
    }
}
