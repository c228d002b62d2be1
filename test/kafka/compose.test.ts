import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../support/cli.js'

interface Service {
  readonly image: string
  readonly command?: readonly string[] | null
  readonly build?: { readonly dockerfile_inline: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly profiles?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

function composeIsThere(): boolean {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** As Docker reads it where it can, for it knows every key; else as YAML. */
function services(): Readonly<Record<string, Service>> {
  if (!composeIsThere()) return parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')).services
  const args = ['compose', '--profile', 'console', '--profile', 'demo', 'config', '--format', 'json']
  return JSON.parse(execFileSync('docker', args, { cwd: root, encoding: 'utf8' })).services
}

test('Kafka has the version of the jars', () => {
  const pom = readFileSync(join(root, 'test', 'kafka', 'pom.xml'), 'utf8')
  const [, version] = /<kafka\.version>(.+)<\/kafka\.version>/.exec(pom) ?? []
  expect(services().kafka?.image).toBe(`apache/kafka:${version}`)
})

test('images have fixed versions, and ours is built', () => {
  for (const { image, build } of Object.values(services())) {
    if (build) expect(build.dockerfile_inline).toMatch(/\nUSER node\n/)
    else expect(image).toMatch(/:v?\d+\.\d+\.\d+$/)
  }
})

test('banken starts when the broker is well and the topics are there', () => {
  const { kafka, topics, banken, console } = services()
  const port = kafka?.environment?.KAFKA_ADVERTISED_LISTENERS?.match(/INSIDE:\/\/(\S+)/)?.[1]
  expect(banken?.environment?.KAFKA_BROKERS).toBe(port)
  expect(topics?.environment?.KAFKA_BROKERS).toBe(port)
  expect(banken?.depends_on?.topics?.condition).toBe('service_completed_successfully')
  expect(topics?.depends_on?.kafka?.condition).toBe('service_healthy')
  expect(console?.profiles).toEqual(['console'])
})

test('the demo needs the broker alone, and writes where it may', () => {
  const { demo } = services()
  expect(demo?.profiles).toEqual(['demo'])
  expect(Object.keys(demo?.depends_on ?? {})).toEqual(['kafka'])
  expect(demo?.command).toEqual(['demo-kafka', '--out', '/data'])
  expect(demo?.build?.dockerfile_inline).toMatch(/mkdir \/data && chown node:node \/data/)
})

test('what its image copies is there', () => {
  const { dockerfile_inline: text = '' } = services().banken?.build ?? {}
  const names = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => String(names).split(' '))
  expect(names).toEqual(expect.arrayContaining(['package-lock.json', 'src', 'pipelines', 'config', 'fixtures']))
  expect(names.filter(name => !existsSync(join(root, name)))).toEqual([])
})
