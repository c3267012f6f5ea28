package topspin.interop.tracker;

/**
 * What the user says about foreign files.
 *
 * @param step       name of the column with the steps; null to find it
 * @param score      name of the column or tag with the scores; null to find it
 * @param seconds    name of the column with the time; null to find it, or to do without
 * @param episodes   whether every score is that of one finished game
 * @param skipBroken whether broken rows and records are left out; otherwise they are errors
 */
public record ImportOptions(String step, String score, String seconds, boolean episodes, boolean skipBroken) {
}
