package topspin.page;

import java.nio.file.Path;

/**
 * Where a run stands among the others.
 *
 * @param id         its path below the root, with the root's name in front if there are several; what the page calls it
 * @param experiment the directory that it is compared in, likewise
 * @param variant    its path below the experiment without the seed; the experiment's name where it has no variants
 * @param seed       from {@code seed-N}; 0 for a directory of another name
 * @param directory  absolute
 * @param home       directory of the experiment, absolute
 */
record RunPlace(String id, String experiment, String variant, long seed, Path directory, Path home) {

    /** The same run in an experiment of its own: the directory that holds its seeds. */
    RunPlace alone() {
        boolean seeded = directory.getFileName().toString().startsWith("seed-");
        Path own = seeded ? directory.getParent() : directory;
        int end = id.lastIndexOf('/');
        String name = seeded && end > 0 ? id.substring(0, end) : id;
        return new RunPlace(id, name, own.getFileName().toString(), seed, directory, own);
    }
}
