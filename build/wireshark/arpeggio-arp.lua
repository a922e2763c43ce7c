-- SMBus ARP for Wireshark: names the ARP commands, takes UDIDs apart and checks the PEC.
--
-- Copy into the personal Lua plugins folder (Help > About Wireshark > Folders), or try it with
--   tshark -X lua_script:arpeggio-arp.lua -O smbus_arp -r run.pcap
--
-- Reads captures of link type 209 (I2C with a Linux pseudo-header). Works on top of Wireshark's own I2C dissector,
-- whatever that is set to take the bytes for. Filters: smbus_arp.command, smbus_arp.udid, smbus_arp.pec.status ...

local DEFAULT_WRITE, DEFAULT_READ, HOST_WRITE = 0xc2, 0xc3, 0x10
local GET_UDID, ASSIGN = 0x03, 0x04
local LOWEST_DIRECTED, HIGHEST_DIRECTED = 0x10, 0x77
local UDID_BYTES, BLOCK_BYTES, NO_ADDRESS = 16, 17, 0xff

-- Flags that Arpeggio adds to those of Linux.
local REFUSED, REFUSED_SOMEWHERE, ATTEMPTED = 0x10000, 0x20000, 0x40000

local ADDRESS_TYPES = { [0] = "fixed", "persistent", "volatile", "random" }
local SMBUS_VERSIONS = { [0] = "1.0", [1] = "1.1", [4] = "2.0", [5] = "3.0", [6] = "3.1", [7] = "3.2" }

local arp = Proto("smbus_arp", "SMBus ARP")
local f = arp.fields
f.command = ProtoField.uint8("smbus_arp.command", "Command code", base.HEX)
f.name = ProtoField.string("smbus_arp.name", "Command")
f.target = ProtoField.uint8("smbus_arp.target", "Directed to", base.HEX)
f.count = ProtoField.uint8("smbus_arp.count", "Byte count", base.DEC)
f.udid = ProtoField.bytes("smbus_arp.udid", "UDID", base.NONE)
f.address_type = ProtoField.uint8("smbus_arp.udid.address_type", "Address type", base.DEC, ADDRESS_TYPES, 0xc0)
f.pec_supported = ProtoField.bool("smbus_arp.udid.pec_supported", "PEC supported", 8, nil, 0x01)
f.udid_version = ProtoField.uint8("smbus_arp.udid.version", "UDID version", base.DEC, nil, 0x38)
f.revision = ProtoField.uint8("smbus_arp.udid.silicon_revision", "Silicon revision", base.DEC, nil, 0x07)
f.vendor = ProtoField.uint16("smbus_arp.udid.vendor", "Vendor", base.HEX)
f.device = ProtoField.uint16("smbus_arp.udid.device", "Device", base.HEX)
f.interface = ProtoField.uint16("smbus_arp.udid.interface", "Interface", base.HEX)
f.zone = ProtoField.bool("smbus_arp.udid.zone", "ZONE", 16, nil, 0x0080)
f.ipmi = ProtoField.bool("smbus_arp.udid.ipmi", "IPMI", 16, nil, 0x0040)
f.asf = ProtoField.bool("smbus_arp.udid.asf", "ASF", 16, nil, 0x0020)
f.oem = ProtoField.bool("smbus_arp.udid.oem", "OEM", 16, nil, 0x0010)
f.smbus_version = ProtoField.uint16("smbus_arp.udid.smbus_version", "SMBus version", base.DEC, SMBUS_VERSIONS, 0x000f)
f.subsystem_vendor = ProtoField.uint16("smbus_arp.udid.subsystem_vendor", "Subsystem vendor", base.HEX)
f.subsystem_device = ProtoField.uint16("smbus_arp.udid.subsystem_device", "Subsystem device", base.HEX)
f.vendor_specific_id = ProtoField.uint32("smbus_arp.udid.vendor_specific_id", "Vendor-specific ID", base.HEX)
f.address = ProtoField.uint8("smbus_arp.address", "Device address", base.HEX, nil, 0xfe)
f.pec = ProtoField.uint8("smbus_arp.pec", "PEC", base.HEX)
f.pec_expected = ProtoField.uint8("smbus_arp.pec.expected", "PEC expected", base.HEX)
f.pec_status = ProtoField.string("smbus_arp.pec.status", "PEC status")
f.refused = ProtoField.string("smbus_arp.refused", "Not acknowledged")

local bad_pec = ProtoExpert.new("smbus_arp.pec.bad", "Wrong PEC", expert.group.CHECKSUM, expert.severity.ERROR)
local bad_count = ProtoExpert.new("smbus_arp.count.bad", "Byte count is not 17", expert.group.PROTOCOL, expert.severity.WARN)
arp.experts = { bad_pec, bad_count }

local i2c_flags = Field.new("i2c.flags")

-- CRC-8, x^8 + x^2 + x + 1, from `crc` on.
local function pec_of(bytes, first, last, crc)
  for i = first, last do
    crc = bit.bxor(crc, bytes:get_index(i))
    for _ = 1, 8 do
      local carry = bit.band(crc, 0x80) ~= 0
      crc = bit.band(bit.lshift(crc, 1), 0xff)
      if carry then crc = bit.bxor(crc, 0x07) end
    end
  end
  return crc
end

local function is_directed(code)
  local address = bit.rshift(code, 1)
  return address >= LOWEST_DIRECTED and address <= HIGHEST_DIRECTED
end

local function asks_udid(code)
  return code == GET_UDID or (is_directed(code) and bit.band(code, 1) == 1)
end

local function name_of(code)
  if code == 0x01 then return "Prepare to ARP" end
  if code == 0x02 then return "Reset Device, general" end
  if code == GET_UDID then return "Get UDID, general" end
  if code == ASSIGN then return "Assign Address" end
  if not is_directed(code) then return "reserved command" end
  local name = bit.band(code, 1) == 1 and "Get UDID" or "Reset Device"
  return string.format("%s, directed to 0x%02x", name, bit.rshift(code, 1))
end

-- The write of each Get UDID, by the number of the packet with its reply: a reply alone says neither which command it
-- answers nor what its PEC covers.
local asked_by_frame = {}
local last_write

function arp.init()
  asked_by_frame = {}
  last_write = nil
end

local function note_write(pinfo, bytes, asks)
  if not pinfo.visited then last_write = asks and bytes or nil end
end

local function write_before(pinfo)
  if not pinfo.visited then
    asked_by_frame[pinfo.number] = last_write
    last_write = nil
  end
  return asked_by_frame[pinfo.number]
end

local function add_udid(tree, tvb)
  local sub = tree:add(f.udid, tvb)
  sub:add(f.address_type, tvb(0, 1))
  sub:add(f.pec_supported, tvb(0, 1))
  sub:add(f.udid_version, tvb(1, 1))
  sub:add(f.revision, tvb(1, 1))
  sub:add(f.vendor, tvb(2, 2))
  sub:add(f.device, tvb(4, 2))
  local interface = sub:add(f.interface, tvb(6, 2))
  for _, flag in ipairs({ f.zone, f.ipmi, f.asf, f.oem, f.smbus_version }) do interface:add(flag, tvb(6, 2)) end
  sub:add(f.subsystem_vendor, tvb(8, 2))
  sub:add(f.subsystem_device, tvb(10, 2))
  sub:add(f.vendor_specific_id, tvb(12, 4))
  return string.format("%04x:%04x", tvb(2, 2):uint(), tvb(4, 2):uint())
end

-- The PEC in the last byte of `tvb`; `crc` is that of the packet before it. Returns its status in a word.
local function add_pec(tree, tvb, crc)
  local last = tvb:len() - 1
  local got, expected = tvb(last, 1):uint(), pec_of(tvb:bytes(), 0, last - 1, crc)
  local item = tree:add(f.pec, tvb(last, 1))
  tree:add(f.pec_expected, tvb(last, 1), expected):set_generated()
  local status = got == expected and "good" or "wrong"
  tree:add(f.pec_status, tvb(last, 1), status):set_generated()
  if got ~= expected then
    item:add_proto_expert_info(bad_pec, string.format("PEC is 0x%02x, should be 0x%02x", got, expected))
  end
  return status
end

-- Count, UDID and address byte from `at` on. Returns what they say, and whether they are all there.
local function add_block(tree, tvb, at)
  if tvb:len() <= at then return "", false end
  local count = tvb(at, 1):uint()
  local item = tree:add(f.count, tvb(at, 1))
  if count ~= BLOCK_BYTES then
    item:add_proto_expert_info(bad_count)
    return string.format(", byte count %d", count), false
  end
  if tvb:len() < at + 1 + BLOCK_BYTES then return "", false end
  local words = ", " .. add_udid(tree, tvb(at + 1, UDID_BYTES))
  local byte = tvb(at + 1 + UDID_BYTES, 1)
  if byte:uint() == NO_ADDRESS then
    tree:add(f.address, byte):append_text(" (no valid address)")
    return words .. ", no address", true
  end
  tree:add(f.address, byte)
  return words .. string.format(", address 0x%02x", bit.rshift(byte:uint(), 1)), true
end

local function add_refusal(tree, flags)
  local words
  if bit.band(flags, REFUSED) ~= 0 then words = "the last byte"
  elseif bit.band(flags, REFUSED_SOMEWHERE) ~= 0 then words = "one of these bytes, nobody knows which"
  elseif bit.band(flags, ATTEMPTED) ~= 0 then
    tree:add(f.refused, "nobody knows how much of this was sent"):set_generated()
    return " [how much was sent is not known]"
  else return "" end
  tree:add(f.refused, words):set_generated()
  return " [not acknowledged]"
end

local function command_packet(tree, tvb, pinfo, is_whole)
  local code = tvb(1, 1):uint()
  local name, words, pec = name_of(code), "", nil
  tree:add(f.command, tvb(1, 1))
  tree:add(f.name, tvb(1, 1), name):set_generated()
  if is_directed(code) then tree:add(f.target, tvb(1, 1), bit.rshift(code, 1)):set_generated() end
  note_write(pinfo, tvb:bytes(), asks_udid(code))
  if code == ASSIGN then
    local has_block
    words, has_block = add_block(tree, tvb, 2)
    if has_block and tvb:len() == 4 + BLOCK_BYTES then pec = add_pec(tree, tvb, 0) end
  elseif not asks_udid(code) and tvb:len() == 3 and is_whole then
    pec = add_pec(tree, tvb, 0)
  end
  return name .. words .. (pec and (", PEC " .. pec) or "")
end

local function reply_packet(tree, tvb, pinfo)
  local asked = write_before(pinfo)
  local name = asked and name_of(asked:get_index(1)) or "Get UDID"
  tree:add(f.name, name .. ", reply"):set_generated()
  local words, has_block = add_block(tree, tvb, 1)
  -- Count, block and PEC stand at fixed places, so that a wrong count does not hide a right PEC.
  if asked and tvb:len() == 3 + BLOCK_BYTES then
    words = words .. ", PEC " .. add_pec(tree, tvb, pec_of(asked, 0, asked:len() - 1, 0))
  elseif has_block then
    words = words .. ", PEC not checked"
  end
  return name .. ", reply" .. words
end

local i2c_encapsulation = (wtap_encaps or wtap).I2C_LINUX or (wtap_encaps or wtap).I2C
local encapsulations = DissectorTable.get("wtap_encap")
local i2c = encapsulations:get_dissector(i2c_encapsulation)

function arp.dissector(tvb, pinfo, root)
  i2c:call(tvb, pinfo, root)
  if tvb:len() == 0 then return end
  local first = tvb(0, 1):uint()
  local is_arp = (first == DEFAULT_WRITE and tvb:len() > 1) or first == DEFAULT_READ
  local is_notify = first == HOST_WRITE and tvb:len() >= 5 and tvb(1, 1):uint() == DEFAULT_WRITE
  if not is_arp and not is_notify then return end

  local info = i2c_flags()
  local flags = info and info.value or 0
  local tree = root:add(arp, tvb())
  local words
  if is_notify then
    words = "Notify ARP Controller"
    tree:add(f.name, words):set_generated()
  elseif first == DEFAULT_WRITE then
    words = command_packet(tree, tvb, pinfo, bit.band(flags, REFUSED_SOMEWHERE + ATTEMPTED) == 0)
  else
    words = reply_packet(tree, tvb, pinfo)
  end
  words = words .. add_refusal(tree, flags)
  tree:append_text(", " .. words)
  pinfo.cols.protocol = "SMBus ARP"
  pinfo.cols.info = words
end

encapsulations:add(i2c_encapsulation, arp)
