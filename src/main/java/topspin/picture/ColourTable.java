package topspin.picture;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * At most {@value #MOST} colours for a picture: its own, where it has no more; else those of the median cut (Heckbert,
 * "Color image quantization for frame buffer display", 1982). The same picture gives the same table.
 */
final class ColourTable {
    /** Of a GIF. */
    static final int MOST = 256;
    private static final int CHANNELS = 3;

    private final List<Integer> colours = new ArrayList<>();
    private final Map<Integer, Integer> indices = new HashMap<>();
    private final boolean exact;

    private ColourTable(Map<Integer, Integer> pixels) {
        exact = pixels.size() <= MOST;
        if (exact) {
            pixels.keySet().forEach(colour -> {
                indices.put(colour, colours.size());
                colours.add(colour);
            });
        } else {
            cut(pixels);
        }
    }

    static ColourTable of(BufferedImage image) {
        Map<Integer, Integer> pixels = new TreeMap<>();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            int begin = 0;
            for (int x = 1; x <= row.length; x++) {
                if (x == row.length || row[x] != row[begin]) {
                    pixels.merge(row[begin] & 0xFFFFFF, x - begin, Integer::sum);
                    begin = x;
                }
            }
        }
        return new ColourTable(pixels);
    }

    /** Whether every colour of the picture is in it. */
    boolean exact() {
        return exact;
    }

    /** The picture that it was made of, with a byte per pixel. */
    BufferedImage apply(BufferedImage image) {
        BufferedImage indexed = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model());
        int[] row = new int[image.getWidth()];
        int[] index = new int[row.length];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                index[x] = x > 0 && row[x] == row[x - 1] ? index[x - 1] : indices.get(row[x] & 0xFFFFFF);
            }
            indexed.getRaster().setSamples(0, y, row.length, 1, 0, index);
        }
        return indexed;
    }

    /** Colour tables of files have 2, 4, 8 … entries: unused ones are black. */
    private IndexColorModel model() {
        int size = Math.max(2, Integer.highestOneBit(2 * colours.size() - 1));
        byte[][] levels = new byte[CHANNELS][size];
        for (int i = 0; i < colours.size(); i++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                levels[channel][i] = (byte) level(colours.get(i), channel);
            }
        }
        return new IndexColorModel(Integer.numberOfTrailingZeros(size), size, levels[0], levels[1], levels[2]);
    }

    private void cut(Map<Integer, Integer> pixels) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block(pixels.entrySet().stream().map(colour -> new Counted(colour.getKey(), colour.getValue())).toList()));
        while (blocks.size() < MOST) {
            // there are more colours than blocks, so one can be cut
            Block widest = blocks.stream().max(Comparator.comparingLong(Block::weight)).orElseThrow();
            blocks.remove(widest);
            blocks.addAll(widest.halves());
        }
        for (Block block : blocks) {
            block.colours.forEach(colour -> indices.put(colour.rgb, colours.size()));
            colours.add(block.mean());
        }
    }

    private static int level(int rgb, int channel) {
        return rgb >> 8 * (2 - channel) & 0xFF;
    }

    /** A colour, and how many pixels have it. */
    private record Counted(int rgb, int pixels) {
    }

    /** Colours that are near each other. */
    private static final class Block {
        private final List<Counted> colours;
        private final long pixels;
        private final int channel;
        private final int range;

        Block(List<Counted> colours) {
            this.colours = colours;
            pixels = colours.stream().mapToLong(Counted::pixels).sum();
            int widest = 0;
            int most = -1;
            for (int c = 0; c < CHANNELS; c++) {
                int tried = c;
                int high = colours.stream().mapToInt(colour -> level(colour.rgb, tried)).max().orElseThrow();
                int low = colours.stream().mapToInt(colour -> level(colour.rgb, tried)).min().orElseThrow();
                if (high - low > most) {
                    most = high - low;
                    widest = c;
                }
            }
            channel = widest;
            range = most;
        }

        /** What is lost while it has one colour, roughly; 0 where it has one. */
        long weight() {
            return pixels * range;
        }

        List<Block> halves() {
            List<Counted> sorted = new ArrayList<>(colours);
            sorted.sort(Comparator.comparingInt((Counted colour) -> level(colour.rgb, channel)).thenComparingInt(Counted::rgb));
            long before = 0;
            int cut = 0;
            while (cut < sorted.size() - 1 && (cut == 0 || before + sorted.get(cut).pixels <= pixels / 2)) {
                before += sorted.get(cut++).pixels;
            }
            return List.of(new Block(List.copyOf(sorted.subList(0, cut))), new Block(List.copyOf(sorted.subList(cut, sorted.size()))));
        }

        int mean() {
            int rgb = 0;
            for (int c = 0; c < CHANNELS; c++) {
                int tried = c;
                long sum = colours.stream().mapToLong(colour -> (long) level(colour.rgb, tried) * colour.pixels).sum();
                rgb = rgb << 8 | (int) ((sum + pixels / 2) / pixels);
            }
            return rgb;
        }
    }
}
