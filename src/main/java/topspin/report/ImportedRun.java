package topspin.report;

import java.util.List;

/**
 * One run of a loose log, in the units of a run directory.
 *
 * @param number  of its heading
 * @param heading as written
 * @param line    of the heading, from 1
 * @param notes   other lines under it
 * @param stalls  rows that took more than twice the run's usual time
 */
public record ImportedRun(int number, String heading, int line, List<String> notes, List<Row> rows, List<Row> stalls) {

    /**
     * @param fps     decisions per second since the row before
     * @param seconds since step 0
     * @param took    seconds since the row before
     */
    public record Row(long step, double score, double fps, double seconds, double took) {
    }

    public String name() {
        return "run-" + number;
    }

    Row last() {
        return rows.get(rows.size() - 1);
    }
}
